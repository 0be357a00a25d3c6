import type { ContractSymbol, FeedEvent, FeedInfo, IsoDate, Quote, Trade } from '@tapewire/contracts';
import type { Applied } from '../src/applied.ts';
import { PartitionTape } from '../src/tape.ts';
import { DEFAULT_TAPE_CONFIG } from '../src/tape-config.ts';

/** 10:00:00 in New York on Friday, 20 November 2026. */
export const TEN = Date.UTC(2026, 10, 20, 15);
export const CALL = 'NVDA261204C00208000' as ContractSymbol;
export const PUT = 'NVDA261204P00192000' as ContractSymbol;

export interface PrintOptions {
  readonly contract?: ContractSymbol;
  /** Milliseconds after ten. */
  readonly at?: number;
  readonly exchange?: string;
  readonly conditions?: readonly string[];
}

/** A tape with the small verbs the examples of docs/enrichment.md are told in. */
export class Desk {
  readonly tape: PartitionTape;
  #off: number;

  /** `off`: position of the next record. */
  constructor(tape = new PartitionTape(0, DEFAULT_TAPE_CONFIG), off = 0) {
    this.tape = tape;
    this.#off = off;
  }

  give(event: FeedEvent): Applied {
    const off = this.#off++;
    return this.tape.apply(event, { off, recvTs: TEN + off, key: `line:${off}`, kind: event.kind });
  }

  quote(bid: number, ask: number, at = 0, contract = CALL): void {
    const quote: Quote = { bid, ask };
    this.give({ kind: 'quote', contract, ts: TEN + at, quote });
  }

  spot(price: number, at = 0): void {
    this.give({ kind: 'underlying', underlying: 'NVDA', ts: TEN + at, price });
  }

  openInterest(oi: number, contract = CALL): void {
    this.give({ kind: 'openInterest', contract, oi, date: '2026-11-20' as IsoDate });
  }

  /** The line declares what its feed cannot know. */
  lacks(...lacks: readonly string[]): void {
    const feed: FeedInfo = { name: 'Test', source: 'generic', delay: 0, lacks };
    this.give({ kind: 'clock', ts: TEN, line: 'line', acked: 0, feed });
  }

  clock(at: number): Applied {
    return this.give({ kind: 'clock', ts: TEN + at, line: 'line', acked: 0 });
  }

  /** All that a print gives. Regular sale on Cboe unless said otherwise. */
  applied(size: number, price: number, options: PrintOptions = {}): Applied {
    return this.give({ kind: 'trade', ...this.terms(size, price, options) });
  }

  print(size: number, price: number, options: PrintOptions = {}): Trade {
    const [trade] = this.applied(size, price, options).trades;
    if (trade === undefined) throw new Error('the print gave no trade');
    return trade;
  }

  terms(size: number, price: number, { contract = CALL, at = 0, exchange = 'C', conditions = [] }: PrintOptions = {}) {
    return { contract, price, size, exchange, conditions, tsNs: `${TEN + at}000000` };
  }
}
