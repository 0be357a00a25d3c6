import type { Quote } from '@tapewire/contracts';
import type { StateChunk } from './chunks.ts';
import type { LineBook, LineStamp } from './line-book.ts';
import { newestWithin } from './newest.ts';
import { NumberTable } from './number-table.ts';

const [BID, ASK, BID_SIZE, ASK_SIZE, TS, STAMP, FIELDS] = [0, 1, 2, 3, 4, 5, 6] as const;
/** The newest quote and the one before it: a print that arrives a little late must not get a later quote. */
const DEPTH = 2;
const ENTRIES = { fields: FIELDS, depth: DEPTH, ts: TS };

/** The last two quotes of each contract, by contract number. */
export class QuoteBook {
  readonly #table = new NumberTable('quotes', FIELDS * DEPTH);

  set(contract: number, quote: Quote, ts: number, stamp: LineStamp): void {
    const block = this.#table.block(contract);
    const at = this.#table.offset(contract);
    block.copyWithin(at + FIELDS, at, at + FIELDS);
    block[at + BID] = quote.absent === 'bid' || quote.absent === 'both' ? NaN : quote.bid;
    block[at + ASK] = quote.absent === 'ask' || quote.absent === 'both' ? NaN : quote.ask;
    block[at + BID_SIZE] = quote.bidSize ?? NaN;
    block[at + ASK_SIZE] = quote.askSize ?? NaN;
    block[at + TS] = ts;
    block[at + STAMP] = stamp;
  }

  /** The quote in force at `ts`: the newest not later than it, not before `since` and not voided by a gap. Two lines may bring quotes out of order. */
  at(contract: number, ts: number, since: number, lines: LineBook): Quote | undefined {
    const block = this.#table.peek(contract);
    if (block === undefined) return undefined;
    const at = newestWithin(block, this.#table.offset(contract), ENTRIES, since, ts);
    return at === undefined || !lines.isValid(block[at + STAMP] ?? NaN) ? undefined : readQuote(block, at);
  }

  snapshot(): Iterable<StateChunk> {
    return this.#table.snapshot();
  }

  load(chunk: StateChunk): void {
    this.#table.load(chunk);
  }
}

function readQuote(block: Float64Array, at: number): Quote {
  const bid = block[at + BID] ?? NaN;
  const ask = block[at + ASK] ?? NaN;
  const bidSize = block[at + BID_SIZE] ?? NaN;
  const askSize = block[at + ASK_SIZE] ?? NaN;
  const quote: { -readonly [K in keyof Quote]: Quote[K] } = { bid, ask };
  if (Number.isNaN(bid)) quote.absent = Number.isNaN(ask) ? 'both' : 'bid';
  else if (Number.isNaN(ask)) quote.absent = 'ask';
  if (!Number.isNaN(bidSize)) quote.bidSize = bidSize;
  if (!Number.isNaN(askSize)) quote.askSize = askSize;
  return quote;
}
