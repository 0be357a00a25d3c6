import { SessionClock } from '../calendar/sessions.ts';
import { SeenKeys } from '../seen.ts';
import type { StateChunk } from './chunks.ts';
import { ContractBook } from './contract-book.ts';
import { DayBook } from './day-book.ts';
import { IssueBook } from './issue-book.ts';
import { LineBook } from './line-book.ts';
import { QuoteBook } from './quote-book.ts';
import { SpotBook } from './spot-book.ts';

/** What a partition knows of the market. Everything in it but the clock's memory goes into checkpoints. */
export class MarketState {
  readonly clock = new SessionClock();
  readonly contracts = new ContractBook();
  readonly quotes = new QuoteBook();
  readonly spots = new SpotBook();
  readonly days = new DayBook();
  readonly issues = new IssueBook();
  readonly lines = new LineBook();
  readonly seen = new SeenKeys();
  /** Interest rate of the reference data, once there is one. */
  rate: number | undefined;

  /** Which part a chunk belongs to, by the first section of its key. */
  readonly #sections: ReadonlyMap<string, { load: (chunk: StateChunk) => void }> = new Map<string, { load: (chunk: StateChunk) => void }>([
    ['contracts', this.contracts], ['roots', this.contracts], ['quotes', this.quotes], ['tickers', this.spots],
    ['spots', this.spots], ['days', this.days], ['oi', this.days], ['issues', this.issues], ['lines', this.lines], ['seen', this.seen],
  ]);

  *snapshot(): Iterable<StateChunk> {
    yield* this.contracts.snapshot();
    yield* this.quotes.snapshot();
    yield* this.spots.snapshot();
    yield* this.days.snapshot();
    yield* this.issues.snapshot();
    yield* this.lines.snapshot();
    yield* this.seen.snapshot();
  }

  /** Takes a chunk back in; false when it belongs to none of these parts. */
  load(chunk: StateChunk): boolean {
    const part = this.#sections.get(chunk.key.split('/', 1)[0] ?? '');
    part?.load(chunk);
    return part !== undefined;
  }
}
