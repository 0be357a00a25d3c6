import { columnIndex, names, type Row } from '@tapewire/contracts';
import { ActivityReader, connectRedis, TapeReader, type RedisClient } from '@tapewire/redis';
import type { Logger } from '@tapewire/telemetry';
import { compareTape, repeated, type Difference } from './invariants.ts';
import type { Truth } from './oracle.ts';

/** How Redis compares with the log: its streams hold a prefix of the tape, and every alert once. */
export interface RedisFinding {
  /** Of the trades up to each partition's head. */
  readonly trades: Difference;
  readonly doubledAlerts: readonly string[];
  readonly missingAlerts: readonly string[];
  /** Underlyings whose prints are counted otherwise, as `<date> <ticker> <counted>/<true>`. */
  readonly overcounted: readonly string[];
  readonly undercounted: readonly string[];
}

const CHUNK = 5000;

/** Reads all streams and compares them with the truth; what a stream was trimmed of is left out. */
export async function compareRedis(url: string, partitions: number, truth: Truth, logger: Logger): Promise<RedisFinding> {
  const redis = connectRedis({ url, clientName: 'oracle' }, logger, { whileAway: 'queue' });
  const reader = new TapeReader(redis, names());
  const received: [string, string][] = [];
  const expected = new Map<string, string>();
  const alerts: string[] = [];
  const counts = { overcounted: [] as string[], undercounted: [] as string[] };
  const rankPlace = columnIndex('rank') ?? -1;
  const text = (row: Row): string => `${String(row[0])} ${String(row[rankPlace])}`;
  try {
    for (let p = 0; p < partitions; p += 1) {
      const first = received.length;
      for (let after = -1; ;) {
        const { entries } = await reader.readTape(p, after, CHUNK);
        for (const { row } of entries) received.push([String(row[0]), text(row)]);
        const last = entries.at(-1);
        if (last === undefined) break;
        after = last.off;
      }
      const from = offsetOf(received[first]?.[0]);
      const to = offsetOf(received.at(-1)?.[0]);
      for (const row of truth.rows) {
        const [id] = row;
        const offset = offsetOf(String(id));
        if (String(id).startsWith(`${p}-`) && offset >= from && offset <= to) expected.set(String(id), text(row));
      }
      for (let after = -1; ;) {
        const { entries } = await reader.readStream('alerts', p, after, CHUNK);
        for (const { row } of entries) alerts.push(...row.rows.map((alert) => alert.id));
        const last = entries.at(-1);
        if (last === undefined) break;
        after = last.off;
      }
    }
    await compareCounts(redis, partitions, truth, counts);
  } finally {
    redis.disconnect();
  }
  const held = new Set(alerts);
  return { trades: compareTape(expected, received), doubledAlerts: repeated(alerts), missingAlerts: truth.alertIds.filter((id) => !held.has(id)), ...counts };
}

async function compareCounts(redis: RedisClient, partitions: number, truth: Truth, found: { overcounted: string[]; undercounted: string[] }): Promise<void> {
  const reader = new ActivityReader(redis, names());
  const all = Array.from({ length: partitions }, (_, p) => p);
  for (const [date, prints] of truth.prints) {
    const counted = new Map<string, number>();
    for (const { underlying, prints: n } of await reader.underlyings(date, all)) counted.set(underlying, (counted.get(underlying) ?? 0) + n);
    for (const underlying of new Set([...prints.keys(), ...counted.keys()])) {
      const [is, should] = [counted.get(underlying) ?? 0, prints.get(underlying) ?? 0];
      if (is !== should) found[is > should ? 'overcounted' : 'undercounted'].push(`${date} ${underlying} ${is}/${should}`);
    }
  }
}

const offsetOf = (id: string | undefined): number => Number(id?.split('-')[1] ?? Number.NaN);
