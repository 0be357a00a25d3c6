/** `npm run bench:slow-reader`: a client that stops reading while everything matches; what it costs the gateway and the others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '@tapewire/client';
import { devToken } from '@tapewire/testkit';
import { Latencies } from '../measure/latency.ts';
import { describeMachine, machine } from '../measure/machine.ts';
import { processUsage } from '../measure/process-usage.ts';
import { allLive, playScenario, startWitness } from './scenario.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, rate: { type: 'string', default: '1000' } } });
const seconds = Number(values.seconds);
const WARM_UP_MS = 10_000;

interface Observation {
  readonly latency: ReturnType<Latencies['summary']>;
  readonly rssMiB: number;
  readonly bufferedKiB: number;
}

/** What the gateway says is waiting for all its clients. */
async function bufferedBytes(management: string): Promise<number> {
  const metrics = await (await fetch(`${management}/metrics`)).text();
  return Number(/^tapewire_gateway_buffered_bytes(?:\{[^}]*\})? (\S+)/m.exec(metrics)?.[1] ?? Number.NaN);
}

const { figures, ...verdict } = await playScenario({ seed: 1, rate: Number(values.rate), restart: true }, async (rig) => {
  const slow = startWitness(1, '', [`http://127.0.0.1:${rig.slowClients.port}`]);
  let latencies = new Latencies();
  const url = rig.clientUrls[0] ?? '';
  const other = connect({ urls: url, token: await devToken({ user: 'other', plan: 'realtime' }) });
  other.subscribe('', { columns: ['id', 'recvTs'], snapshot: 0, overflow: 'lag', onEvent: (event) => {
    if (event.type === 'rows') for (const [, recvTs] of event.rows) latencies.record(performance.timeOrigin + performance.now() - Number(recvTs));
  } });
  await allLive([slow]);
  await sleep(WARM_UP_MS);
  /** Looks every second at what the gateway holds, and at the end at the other client's delay. */
  const observe = async (forSeconds: number): Promise<Observation> => {
    latencies = new Latencies();
    const { pid = 0, management } = rig.process('gateway-1');
    let rssMiB = 0;
    let bufferedKiB = 0;
    for (let i = 0; i < forSeconds; i += 1) {
      await sleep(1000);
      rssMiB = Math.max(rssMiB, (await processUsage(pid)).rssMiB);
      bufferedKiB = Math.max(bufferedKiB, (await bufferedBytes(management)) / 1024);
    }
    return { latency: latencies.summary(), rssMiB, bufferedKiB };
  };
  const before = await observe(Math.ceil(seconds / 2));
  rig.slowClients.mode = { kind: 'stall' };
  const during = await observe(seconds);
  rig.slowClients.mode = { kind: 'pass' };
  other.close();
  return { witnesses: [slow], figures: { before, during } };
});
const line = (name: string, { latency, rssMiB, bufferedKiB }: Observation): string => `${name}: gateway at most ${rssMiB.toFixed(0)} MiB, of which ${bufferedKiB.toFixed(0)} KiB wait for clients; the other client p50 ${latency.p50.toFixed(1)} ms, p99 ${latency.p99.toFixed(1)} ms`;
console.log(`${describeMachine(machine())}: a client stops reading for ${seconds} s at ${values.rate} trades/s, all of which match\n${line('before', figures.before)}\n${line('during', figures.during)}\nafter it reads on: ${verdict.rowsChecked} rows checked, ${verdict.lost} lost, ${verdict.doubled} doubled, ${verdict.exact ? 'exact' : 'NOT EXACT'}`);
process.exit(verdict.exact ? 0 : 1);
