import type { LaneStart } from '@tapewire/delivery';
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
