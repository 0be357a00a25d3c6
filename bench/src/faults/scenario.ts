import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devToken, eventually } from '@tapewire/testkit';
import { createLogger } from '@tapewire/telemetry';
import { compareTape, isExact } from './invariants.ts';
import { readTruth, select } from './oracle.ts';
import { random } from './random.ts';
import { Rig } from './rig.ts';
import { Witness, WITNESS_COLUMNS } from './witness.ts';

/** What the witnesses of a scenario ended with. */
export interface ScenarioVerdict {
  readonly rowsChecked: number;
  readonly lost: number;
  readonly doubled: number;
  readonly exact: boolean;
}

export interface ScenarioOptions {
  readonly seed: number;
  readonly rate: number;
  readonly restart: boolean;
}

const LIVE_WITHIN_MS = 60_000;
const SETTLE_WITHIN_MS = 60_000;

/** A witness that connects with a token of its own. */
export const startWitness = (i: number, filter: string, urls: readonly string[]): Witness =>
  new Witness(filter, urls, () => devToken({ user: `witness-${i}`, plan: 'realtime' }), random(i));

export const allLive = (witnesses: readonly Witness[]): Promise<void> => eventually(() => {
  const waiting = witnesses.filter((witness) => !witness.isLive).length;
  if (waiting > 0) throw new Error(`${waiting} of ${witnesses.length} clients are not live`);
}, { timeoutMs: LIVE_WITHIN_MS, everyMs: 10 });

/** Starts everything, lets `play` do its worst, and compares what the witnesses ended with. */
export async function playScenario<T>(options: ScenarioOptions, play: (rig: Rig) => Promise<{ witnesses: readonly Witness[]; figures: T }>): Promise<ScenarioVerdict & { figures: T }> {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-scenario-'));
  const logger = createLogger('scenario', 'warn');
  const rig = await Rig.start({ ...options, dir, partitions: 4, shape: { brokers: 1, pods: 1 }, unsafe: [], report: (line) => { console.error(line); } });
  try {
    await rig.stack.ready();
    const { witnesses, figures } = await play(rig);
    await rig.stack.ingestor.stop();
    const truth = await readTruth(rig.kafka.brokers, logger);
    await Promise.all(witnesses.map((witness) => witness.complete));
    const expected = witnesses.map((witness) => select(truth, witness.filter, WITNESS_COLUMNS));
    await eventually(() => {
      if (witnesses.some((witness, i) => witness.size < (expected[i]?.size ?? 0))) throw new Error('rows are still missing');
    }, { timeoutMs: SETTLE_WITHIN_MS, everyMs: 200 }).catch(() => undefined);
    const testimonies = witnesses.map((witness) => witness.testimony());
    const differences = testimonies.map(({ rows }, i) => compareTape(expected[i] ?? new Map(), rows));
    for (const witness of witnesses) witness.close();
    return {
      figures,
      rowsChecked: testimonies.reduce((sum, { rows }) => sum + rows.length, 0),
      lost: differences.reduce((sum, d) => sum + d.lost.length, 0),
      doubled: differences.reduce((sum, d) => sum + d.doubled.length, 0),
      exact: differences.every(isExact) && testimonies.every(({ gaps, skipped }) => gaps + skipped === 0),
    };
  } finally {
    await rig.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
