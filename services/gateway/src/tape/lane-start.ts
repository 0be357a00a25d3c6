import { rankAt } from '@tapewire/contracts';
import { type LaneStart, rowPosition, rowRank } from '@tapewire/delivery';
import type { StoredState, TapeSource } from './tape-source.ts';

/** Where a lane begins in a partition: at `at.head`, a row of rank `at.rank`, with up to `ringRows` rows before it. */
export async function laneStart(source: TapeSource, at: Pick<StoredState, 'p' | 'head' | 'rank'>, ringRows: number): Promise<LaneStart> {
  const { p, head, rank } = at;
  const { entries } = await source.readBack('trades', p, head + 1, ringRows);
  // Newest first; a hole between two means that the stream was trimmed or emptied while it was read.
  const hole = entries.findIndex((entry, i) => entry.off !== (i === 0 ? head : entries[i - 1]?.prev));
  const rows = entries.slice(0, hole < 0 ? entries.length : hole).reverse();
  const [oldest] = rows;
  return { head, rank, rows, before: oldest ? oldest.prev : head };
}

/** Where a lane begins that shows what was received before `until` (epoch milliseconds): at the newest such row of each partition. */
export async function delayedStarts(source: TapeSource, count: number, until: number, ringRows: number): Promise<LaneStart[]> {
  const partitions = Array.from({ length: count }, (_, p) => p);
  const states = await source.positions(partitions);
  return Promise.all(partitions.map(async (p) => {
    const { rows } = await source.search({ query: `@p:{${p}}`, partitions: [p], beforeRank: rankAt(until), limit: 1 });
    const [newest] = rows;
    const at = newest ? { p, head: rowPosition(newest).off, rank: rowRank(newest) } : { p, head: (states[p]?.floor ?? 0) - 1, rank: 0 };
    return laneStart(source, at, ringRows);
  }));
}
