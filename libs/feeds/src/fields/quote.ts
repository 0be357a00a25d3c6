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

/** A quote; sizes may be left out. */
export function readQuote(from: Readonly<Record<string, unknown>>, names: QuoteFields): Quote {
  const bidSize = optional(names.bidSize, from[names.bidSize], size);
  const askSize = optional(names.askSize, from[names.askSize], size);
  return {
    bid: price(names.bid, from[names.bid]),
    ask: price(names.ask, from[names.ask]),
    ...(bidSize === undefined ? {} : { bidSize }),
    ...(askSize === undefined ? {} : { askSize }),
  };
}
