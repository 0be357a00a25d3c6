import type { Subscription, TapeEvent } from '@tapewire/client';
import type { Row } from '@tapewire/contracts';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { dayAndTime } from './format.ts';
import { PRINT_COLUMNS, type Print, printReader } from './print.ts';

const SNAPSHOT_ROWS = 300;
const OLDER_ROWS = 300;

/** What a feed hands on, in order. */
export interface TapeFeedOutput {
  readonly startOver: (newestFirst: readonly Print[], gap: boolean) => void;
  readonly add: (prints: readonly Print[], recovered: boolean) => void;
  readonly addOlder: (newestFirst: readonly Print[]) => void;
  readonly status: (event: Extract<TapeEvent, { type: 'status' }>) => void;
}

/** Follows one filter after the other and turns what comes into prints. */
export class TapeFeed {
  readonly #session: Session;
  readonly #output: TapeFeedOutput;
  #subscription: Subscription | undefined;
  #read: (row: Row) => Print = printReader(PRINT_COLUMNS);
  #loadingOlder = false;

  constructor(session: Session, output: TapeFeedOutput) {
    this.#session = session;
    this.#output = output;
  }

  follow(filter: string): void {
    this.#subscription?.close();
    const known = this.#session.welcome.get()?.allColumns;
    const columns = known === undefined ? PRINT_COLUMNS : PRINT_COLUMNS.filter((name) => known.includes(name));
    const subscription: Subscription = this.#session.client.subscribe(filter, {
      columns, snapshot: SNAPSHOT_ROWS, onEvent: (event) => { if (this.#subscription === subscription) this.#take(event); },
    });
    this.#subscription = subscription;
  }

  close(): void {
    this.#subscription?.close();
    this.#subscription = undefined;
  }

  /** Asks for the page below the oldest rows, once at a time. */
  async loadOlder(): Promise<void> {
    if (this.#loadingOlder || this.#subscription === undefined) return;
    this.#loadingOlder = true;
    try {
      const subscription = this.#subscription;
      this.#output.addOlder((await subscription.older(OLDER_ROWS)).map(this.#read));
      this.#tellSince(subscription.completeSince);
    } catch (failure) {
      this.#session.tell('info', `Older rows: ${failure instanceof Error ? failure.message : String(failure)}`);
    } finally {
      this.#loadingOlder = false;
    }
  }

  #take(event: TapeEvent): void {
    switch (event.type) {
      case 'snapshot':
        this.#read = printReader(event.columns);
        this.#output.startOver(event.rows.map(this.#read), event.gap);
        this.#tellSince(event.since);
        break;
      case 'rows':
        this.#add(event.rows.map(this.#read), event.recovered);
        break;
      case 'skipped':
        this.#session.skipped(event.count);
        break;
      case 'status':
        if (event.state === 'live' && (event.recovered ?? 0) > 0) this.#session.tell('good', `Caught up: ${event.recovered ?? 0} rows recovered, none lost`);
        this.#output.status(event);
        break;
    }
  }

  /** What is older is not the whole tape, and must not look like it. */
  #tellSince(since: number | undefined): void {
    if (since !== undefined) this.#session.tell('info', `Trades received before ${dayAndTime(since, settings.get().zone)} are the notable ones only`);
  }

  #add(prints: readonly Print[], recovered: boolean): void {
    this.#output.add(prints, recovered);
    // What was missed says nothing about the latency of the line.
    if (!recovered) this.#session.arrived(prints.map((print) => print.recvTs));
  }
}
