/** `npm run bench:hostile`: what well-behaved clients notice while another sends messages meant to do harm. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { devToken, startRedis, testPrefix } from '@tapewire/testkit';
import type { ClientsSettings } from '../fanout/clients.ts';
import type { FeederSettings } from '../fanout/feeder.ts';
import { emptyTape } from '../fanout/run.ts';
import { CONTENDERS } from '../fanout/servers.ts';
import { type Figures, Worker } from '../fanout/worker.ts';
import { Latencies } from '../measure/latency.ts';
import { describeMachine, machine } from '../measure/machine.ts';
import { table } from '../measure/markdown.ts';
import { processUsage } from '../measure/process-usage.ts';
import type { AttackSettings } from './attacker.ts';
import { RequestClient } from './request-client.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' }, connections: { type: 'string', default: '4' }, clients: { type: 'string', default: '100' },
    rate: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '10' },
  },
});
const ASK_EVERY_MS = 20;
const WARM_UP_MS = 5000;

const contender = CONTENDERS.find(({ name }) => name === 'gateway, as shipped');
if (!contender) throw new Error('unreachable: the gateway is measured as shipped');
const workload = { clients: Number(values.clients), sharing: 'distinct', seed: 1 } as const;
const redis = await startRedis();
const stops: (() => Promise<void>)[] = [() => redis.stop()];

async function own<T extends { readonly stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> {
  const part = await starting;
  stops.unshift(() => part.stop());
  return part;
}

try {
  const prefix = testPrefix();
  await emptyTape(redis.url, prefix);
  const server = await own(contender.start({ redis: redis.url, prefix, workload }));
  const { port } = server;
  const crowdSettings: ClientsSettings = { ...workload, port, framing: contender.framing, names: contender.names };
  const crowd = await own(Worker.start(new URL('../fanout/clients.ts', import.meta.url), crowdSettings));
  const feederSettings: FeederSettings = { ...workload, redis: redis.url, prefix, kind: contender.feed, rate: Number(values.rate) };
  await own(Worker.start(new URL('../fanout/feeder.ts', import.meta.url), feederSettings));
  const attackSettings: AttackSettings = { port, messages: Number(values.messages), connections: Number(values.connections) };
  const attacker = await own(Worker.start(new URL('attacker.ts', import.meta.url), attackSettings));
  const asker = await RequestClient.open(port, await devToken({ user: 'ann', plan: 'realtime' }));
  await sleep(WARM_UP_MS);

  /** What others notice until something is over. */
  const observe = async (phase: string, until: () => Promise<unknown>): Promise<(string | number)[]> => {
    const answers = new Latencies();
    const asking = setInterval(() => {
      const asked = performance.now();
      void asker.ask('time', {}).then(() => { answers.record(performance.now() - asked); });
    }, ASK_EVERY_MS);
    const before = await processUsage(server.pid);
    const begun = performance.now();
    await crowd.ask('begin');
    await until();
    const { p50 = 0, p99 = 0 } = await crowd.ask('end');
    const seconds = (performance.now() - begun) / 1000;
    clearInterval(asking);
    const after = await processUsage(server.pid);
    const answered = answers.summary();
    const share = ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100;
    return [phase, seconds.toFixed(1), p50.toFixed(1), p99.toFixed(1), answered.p50.toFixed(1), answered.p99.toFixed(1), `${share.toFixed(0)} %`, after.rssMiB.toFixed(0)];
  };

  let codes: Figures = {};
  const rest = (): Promise<void> => sleep(Number(values.seconds) * 1000);
  const rows = [
    await observe('before', rest),
    await observe('during', async () => { codes = await attacker.ask('attack'); }),
    await observe('after', rest),
  ];
  console.log(`${values.messages} hostile messages from ${values.connections} connections of one user; ${values.clients} other clients at ${values.rate} trades/s. ${describeMachine(machine())}, which also runs all of them.\n`);
  console.log(table(['', 'seconds', 'row p50 ms', 'row p99 ms', 'answer p50 ms', 'answer p99 ms', 'gateway of a core', 'MiB'], rows));
  console.log(`\nAnswered: ${Object.entries(codes).sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`).join(', ')}.`);
} finally {
  for (const stop of stops) await stop();
}
