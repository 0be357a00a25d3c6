/**
 * `npm run bench:scale`: the HPA's scenario with real gateways. SDK clients rise from 100 to 2,000 and fall again; gateways
 * are added and drained on their own saturation metric, and all are replaced once at the top. At the end each client that
 * stayed must hold exactly the rows that the raw log gives for its filter.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger } from '@tapewire/telemetry';
import { eventually, startStack } from '@tapewire/testkit';
import { compareTape, isExact } from '../faults/invariants.ts';
import { readTruth, select } from '../faults/oracle.ts';
import { startWitness } from '../faults/scenario.ts';
import { type Witness, WITNESS_COLUMNS } from '../faults/witness.ts';
import { describeMachine, machine } from '../measure/machine.ts';
import { Autoscaler } from './autoscaler.ts';
import { Fleet } from './fleet.ts';

const { values } = parseArgs({ options: {
  few: { type: 'string', default: '100' }, many: { type: 'string', default: '2000' }, pods: { type: 'string', default: '4' },
  capacity: { type: 'string', default: '1000' }, rate: { type: 'string', default: '50' }, step: { type: 'string', default: '100' },
} });
const [few, many, pods, capacity, step] = [Number(values.few), Number(values.many), Number(values.pods), Number(values.capacity), Number(values.step)];
/** Selective, as a trader's are: two thousand of them are to fit this machine together with the clients. */
const FILTERS = ['ticker:NVDA premium>=50k', 'ticker:SPY premium>=100k', 'ticker:TSLA size>=50', 'premium>=500k', 'ticker:AAPL', 'ticker:AMD', 'ticker:QQQ premium>=100k', 'flag:sweep premium>=100k'];
const PHASE_MS = 150_000;

const started = performance.now();
const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s`;
const log = (line: string): void => { console.log(`${seconds()}  ${line}`); };

const dir = await mkdtemp(join(tmpdir(), 'tapewire-scale-'));
await mkdir(join(dir, 'logs'), { recursive: true });
const stack = await startStack({ dir, gateways: 0, partitions: 4, feed: { FEED: 'demo', FEED_RATE: values.rate }, restart: true, report: log });
let code = 1;
let fleet: Fleet | undefined;
try {
  await stack.ready();
  const gateways = await Fleet.start({ dir, redis: stack.redis, capacity });
  fleet = gateways;
  const witnesses: Witness[] = [];
  const live = (): number => witnesses.filter((witness) => witness.isLive).length;
  const settled = (count: number, size: number): Promise<void> => eventually(async () => {
    const load = await gateways.load();
    if (live() < witnesses.length || gateways.size !== size) throw new Error(`${live()} of ${witnesses.length} clients are live on ${gateways.size} gateways: ${JSON.stringify(load)}`);
  }, { timeoutMs: PHASE_MS, everyMs: 1000, describe: `${count} clients on ${size} gateways` });
  const rise = async (to: number): Promise<void> => {
    while (witnesses.length < to) {
      const from = witnesses.length;
      for (let i = from; i < Math.min(to, from + step); i += 1) witnesses.push(startWitness(i, FILTERS[i % FILTERS.length] ?? '', [gateways.url]));
      // A wave at a time: the open is steep, and all clients share one process here.
      await eventually(() => { if (live() < witnesses.length * 0.9) throw new Error('the wave is not in yet'); }, { timeoutMs: PHASE_MS, everyMs: 200 });
    }
  };

  await rise(few);
  await settled(few, 1);
  log(`${few} clients on 1 gateway`);
  const scaler = new Autoscaler(gateways, pods, log);
  await rise(many);
  await settled(many, pods);
  log(`${many} clients on ${gateways.size} gateways`);
  await scaler.stop();
  await gateways.replaceAll();
  await settled(many, pods);
  log(`every gateway replaced with ${many} clients on`);
  const down = new Autoscaler(gateways, pods, log);
  const gone = witnesses.splice(few);
  for (const witness of gone) witness.close();
  await settled(few, 1);
  log(`${few} clients on 1 gateway again`);
  await down.stop();

  await stack.ingestor.stop();
  const truth = await readTruth(stack.kafka, createLogger('scale', 'warn'));
  const expected = witnesses.map(({ filter }) => select(truth, filter, WITNESS_COLUMNS));
  await Promise.all(witnesses.map(({ complete }) => complete));
  await eventually(() => {
    if (witnesses.some((witness, i) => witness.size < (expected[i]?.size ?? 0))) throw new Error('rows are still missing');
  }, { timeoutMs: PHASE_MS, everyMs: 500 }).catch(() => undefined);
  // Those that left before the end are only asked whether they had a row twice.
  const testimonies = witnesses.map((witness) => witness.testimony());
  const differences = testimonies.map(({ rows }, i) => compareTape(expected[i] ?? new Map(), rows));
  const lost = differences.reduce((sum, d) => sum + d.lost.length, 0);
  const doubled = differences.reduce((sum, d) => sum + d.doubled.length, 0);
  const told = testimonies.reduce((sum, { gaps, skipped }) => sum + gaps + skipped, 0);
  const exact = differences.every(isExact) && told === 0;
  const twice = gone.filter((witness) => { const { rows } = witness.testimony(); return new Set(rows.map(([id]) => id)).size < rows.length; }).length;
  log(`${testimonies.reduce((sum, { rows }) => sum + rows.length, 0)} rows of ${few} clients that stayed: ${lost} lost, ${doubled} doubled; clients that left with a row twice: ${twice}`);
  console.log(`${describeMachine(machine())}: ${few} → ${many} → ${few} SDK clients over 1 → ${pods} → 1 gateways, all replaced at the top: ${exact && twice === 0 ? 'exact' : 'NOT EXACT'}`);
  code = exact && twice === 0 ? 0 : 1;
  for (const witness of witnesses) witness.close();
} finally {
  await fleet?.stop();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}
process.exit(code);
