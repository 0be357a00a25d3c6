import type { Quote } from '@tapewire/contracts';
import { optional } from './json.ts';
import { count, price } from './values.ts';

/** Names of a vendor's quote fields. */
export interface QuoteFields {
  readonly bid: string;
  readonly ask: string;
  readonly bidSize: string;
  readonly askSize: string;
}

const size = (field: string, was: unknown): number => count(field, was, 0);

const isAbsent = (was: unknown): boolean => was === undefined || was === null;

/** Which sides a record leaves out. */
function absentSides(bid: unknown, ask: unknown): Quote['absent'] {
  if (isAbsent(bid)) return isAbsent(ask) ? 'both' : 'bid';
  return isAbsent(ask) ? 'ask' : undefined;
}

/** A quote; sizes may be left out, and prices of a side that is not quoted. */
export function readQuote(from: Readonly<Record<string, unknown>>, names: QuoteFields): Quote {
  const absent = absentSides(from[names.bid], from[names.ask]);
  const bidSize = optional(names.bidSize, from[names.bidSize], size);
  const askSize = optional(names.askSize, from[names.askSize], size);
  return {
    bid: price(names.bid, from[names.bid] ?? 0),
    ask: price(names.ask, from[names.ask] ?? 0),
    ...(absent === undefined ? {} : { absent }),
    ...(bidSize === undefined ? {} : { bidSize }),
    ...(askSize === undefined ? {} : { askSize }),
  };
}
