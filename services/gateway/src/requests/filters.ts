import { ColumnSet, type Plan } from '@tapewire/delivery';
import { type Filter, parseFilter } from '@tapewire/filter';
import { refusal } from './request-error.ts';

/** A request's filter, held to the plan's limits. Throws `badFilter` with the place in the text. */
export function readFilter(input: string | object, plan: Plan, wallClock: number): Filter {
  const limits = { terms: plan.filterTerms, values: plan.filterValues };
  const parsed = parseFilter(input, { now: wallClock, limits });
  if (parsed.ok) return parsed.filter;
  throw refusal('badFilter', `filter: ${parsed.error.message}`, { at: parsed.error.at });
}

/** A request's columns. Throws `unknownColumn` naming the place. */
export function readColumns(names: readonly string[] | undefined): ColumnSet {
  const columns = ColumnSet.of(names);
  if (columns instanceof ColumnSet) return columns;
  throw refusal('unknownColumn', `columns: there is no column '${columns.unknown}'`, { at: `columns.${columns.at}` });
}
