import type { Row } from '@tapewire/contracts';
import type { RowRing } from './row-ring.ts';
import { rowRank } from './row.ts';

/** What is looked for among the rows in memory. */
export interface RecentQuery {
  readonly matches: (row: Row) => boolean;
  /** Bound per partition: rows above it belong to the live stream. */
  readonly heads: readonly number[];
  readonly beforeRank: number;
  readonly limit: number;
}

export interface RecentRows {
  /** Full wire rows, newest (highest rank) first. */
  readonly rows: Row[];
  /** Every matching row of a rank at or above this is in `rows`, unless `limit` ended the search. */
  readonly completeFrom: number;
}

/** The newest matching rows of all rings, merged by rank, as far down as every ring is complete. */
export function recentRows(rings: readonly RowRing[], query: RecentQuery): RecentRows {
  const edge = rings.reduce((highest, ring) => Math.max(highest, ring.edgeRank), -1);
  const next = rings.map((ring, p) => ring.indexAbove(query.heads[p] ?? -1) - 1);
  const ranks = rings.map((ring, p) => rankAt(ring, next[p] ?? -1));
  const rows: Row[] = [];
  while (rows.length < query.limit) {
    let newest = -1;
    let rank = edge;
    for (let p = 0; p < ranks.length; p++) {
      const candidate = ranks[p] ?? -1;
      if (candidate > rank) {
        rank = candidate;
        newest = p;
      }
    }
    const ring = rings[newest];
    if (!ring) break;
    const index = next[newest] ?? -1;
    const entry = ring.at(index);
    if (entry && rank < query.beforeRank && query.matches(entry.row)) rows.push(entry.row);
    next[newest] = index - 1;
    ranks[newest] = rankAt(ring, index - 1);
  }
  return { rows, completeFrom: Math.min(edge + 1, query.beforeRank) };
}

function rankAt(ring: RowRing, index: number): number {
  const entry = ring.at(index);
  return entry ? rowRank(entry.row) : -1;
}
