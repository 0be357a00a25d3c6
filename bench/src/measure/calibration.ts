import { setImmediate as breathe } from 'node:timers/promises';

const SLICES = 40;
const SLICE_ROUNDS = 400;
const SAMPLE = { id: '3-118', ts: 1_797_604_500_123.456, contract: 'SPXW261218C06000000', price: 12.35, size: 40, flags: ['sweep', 'iso'], order: { id: '3-110', prints: 4 } };

/**
 * Rounds a CPU second of a fixed loop (JSON, a map, typed arrays, as the path's own work), run beside a measurement: figures of two
 * machines, or of one machine at two times, are compared by their ratio to it.
 */
export async function calibrate(): Promise<number> {
  const counts = new Map<string, number>();
  const words = new Uint32Array(4096);
  const rates: number[] = [];
  for (let slice = 0; slice < SLICES; slice += 1) {
    const before = process.cpuUsage();
    for (let round = 0; round < SLICE_ROUNDS; round += 1) work(round, counts, words);
    const { user, system } = process.cpuUsage(before);
    rates.push((SLICE_ROUNDS * 1e6) / Math.max(1, user + system));
    await breathe();
  }
  return rates.sort((a, b) => a - b)[SLICES / 2] ?? Number.NaN;
}

function work(round: number, counts: Map<string, number>, words: Uint32Array): void {
  const read: unknown = JSON.parse(JSON.stringify({ ...SAMPLE, size: round }));
  const key = `${round % 97}`;
  counts.set(key, (counts.get(key) ?? 0) + (typeof read === 'object' ? 1 : 0));
  for (let i = 0; i < words.length; i += 1) words[i] = ((words[i] ?? 0) * 31 + round) >>> 0;
}
