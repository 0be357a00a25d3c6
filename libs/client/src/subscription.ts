import type { PageAck, RequestOf, Row } from '@tapewire/contracts';
import { EventQueue } from './event-queue.ts';
import { RequestError } from './errors.ts';
import type { TapeEvent, TapeState } from './session/tape-event.ts';

export interface SubscribeOptions {
  /** Columns of the rows, by name; `id` always comes first. The gateway's default set without it. */
  readonly columns?: readonly string[];
  /** Rows of the first snapshot, 0 to 1000; 100 without it. */
  readonly snapshot?: number;
  /** Above the plan's rate: the newest rows with a count of those left out, or all of them later. Default `conflate`. */
  readonly overflow?: 'conflate' | 'lag';
  /** Events go here instead of to the async iterator. */
  readonly onEvent?: (event: TapeEvent) => void;
  /** Rows that may wait for the async iterator before the gateway keeps them instead; 50,000 without it. */
  readonly readAhead?: number;
}

/** What a subscription needs of its client. */
export interface SubscriptionOwner {
  close(): void;
  pause(): void;
  resume(): void;
  page(request: RequestOf<'page'>): Promise<PageAck>;
}

const DEFAULT_READ_AHEAD = 50_000;
const weight = (event: TapeEvent): number => ('rows' in event ? event.rows.length : 0);

/**
 * A filter's trades: a snapshot, then every new row, once each and in order per partition, through reconnects.
 * Read it with `for await`, which ends when the subscription does, or with `onEvent`.
 */
export class Subscription implements AsyncIterable<TapeEvent> {
  readonly #owner: SubscriptionOwner;
  readonly #options: SubscribeOptions;
  readonly #queue: EventQueue<TapeEvent>;
  readonly #given: string | Record<string, unknown>;
  #state: TapeState = 'connecting';
  #columns: readonly string[] = [];
  #cursor: string | undefined;
  #exhausted = false;
  #completeSince: number | undefined;
  #paused = false;
  #failure: RequestError | undefined;

  constructor(given: string | Record<string, unknown>, options: SubscribeOptions, owner: SubscriptionOwner) {
    this.#given = given;
    this.#options = options;
    this.#owner = owner;
    this.#queue = new EventQueue(weight, () => { this.#drained(); });
  }

  get state(): TapeState {
    return this.#state;
  }

  /** The columns of this subscription's rows; empty before its first snapshot. */
  get columns(): readonly string[] {
    return this.#columns;
  }

  /** Rows received before this time, epoch milliseconds, are the notable ones only; undefined while no row handed out is that old. */
  get completeSince(): number | undefined {
    return this.#completeSince;
  }

  /** Rows older than the snapshot and the pages so far, newest first; empty when there are none. */
  async older(limit = 100): Promise<readonly Row[]> {
    if (this.#exhausted || this.#cursor === undefined) return [];
    const page = await this.#owner.page({ filter: this.#given, columns: [...this.#columns], before: this.#cursor, limit });
    this.#cursor = page.cursor;
    this.#exhausted = !page.more;
    this.#completeSince = page.since ?? this.#completeSince;
    return page.rows;
  }

  close(): void {
    this.#owner.close();
  }

  /** Used by the client. */
  receive(event: TapeEvent, cursor: string | undefined): void {
    if (event.type === 'snapshot') {
      this.#columns = event.columns;
      this.#cursor = cursor;
      this.#completeSince = event.since;
      this.#exhausted = false;
    }
    if (event.type === 'status') this.#enter(event);
    if (this.#options.onEvent !== undefined) this.#options.onEvent(event);
    else this.#wait(event);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<TapeEvent> {
    if (this.#options.onEvent !== undefined) throw new Error('A subscription with `onEvent` can’t be iterated: its events go there.');
    yield* this.#queue;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #enter(event: Extract<TapeEvent, { type: 'status' }>): void {
    this.#state = event.state;
    if (event.state === 'failed' && event.error !== undefined) this.#failure = new RequestError(event.error);
  }

  #wait(event: TapeEvent): void {
    this.#queue.push(event);
    if (this.#state === 'failed' || this.#state === 'closed') {
      this.#queue.end();
      return;
    }
    if (!this.#paused && this.#queue.weight > (this.#options.readAhead ?? DEFAULT_READ_AHEAD)) {
      this.#paused = true;
      this.#owner.pause();
    }
  }

  #drained(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#owner.resume();
  }
}
