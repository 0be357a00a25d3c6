import { rankOf, type Row } from '@tapewire/contracts';
import { type Filter, SubscriptionIndex } from '@tapewire/filter';
import { drawFilters } from '../filters/drawn-filters.ts';
import { drawRows } from '../filters/drawn-trades.ts';

/** Whether each client has a filter of its own, or all have the same one. */
export type Sharing = 'distinct' | 'shared';

export interface WorkloadSettings {
  readonly clients: number;
  readonly sharing: Sharing;
  readonly seed: number;
}

/** Trades that are drawn; the feed goes round them. */
const DRAWN_ROWS = 10_000;

/** The same trades and filters in every process that asks for them with the same settings. */
export interface Workload {
  readonly rows: readonly Row[];
  /** The distinct filters. */
  readonly filters: readonly Filter[];
  /** Indexes into `filters`, for each row. */
  readonly matches: readonly (readonly number[])[];
  readonly filterOf: (client: number) => number;
  readonly deliveriesPerTrade: number;
}

export function drawWorkload({ clients, sharing, seed }: WorkloadSettings): Workload {
  const rows = drawRows(DRAWN_ROWS, seed);
  const drawn = drawFilters(clients, seed);
  const all = matchesOf(rows, drawn);
  const deliveriesPerTrade = all.reduce((sum, one) => sum + one.length, 0) / rows.length;
  if (sharing === 'distinct') return { rows, filters: drawn, matches: all, filterOf: (client) => client, deliveriesPerTrade };
  const filter = typical(all, drawn, deliveriesPerTrade / clients);
  const matches = matchesOf(rows, [filter]);
  const matched = matches.filter((one) => one.length > 0).length;
  return { rows, filters: [filter], matches, filterOf: () => 0, deliveriesPerTrade: (matched * clients) / rows.length };
}

function matchesOf(rows: readonly Row[], filters: readonly Filter[]): number[][] {
  const index = new SubscriptionIndex();
  const places = new Map(filters.map((filter, i) => [index.add(filter), i]));
  return rows.map((row) => {
    const found: number[] = [];
    index.match(row, (id) => { found.push(places.get(id) ?? 0); });
    return found;
  });
}

/** The filter that passes a share of the trades closest to `share`, so that one shared filter delivers as many rows as distinct ones. */
function typical(matches: readonly (readonly number[])[], filters: readonly Filter[], share: number): Filter {
  const counts = filters.map(() => 0);
  for (const one of matches) for (const i of one) counts[i] = (counts[i] ?? 0) + 1;
  const distance = (i: number): number => Math.abs((counts[i] ?? 0) / matches.length - share);
  let best = 0;
  for (const i of filters.keys()) if (distance(i) < distance(best)) best = i;
  const filter = filters[best];
  if (!filter) throw new Error('no filters were drawn');
  return filter;
}

/** Rank of the nth trade of a feed. */
export const rankOfTrade = (n: number): number => rankOf(n + 1, 0);
