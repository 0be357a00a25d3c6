import type { RequestOf, Row, SubscribeAck } from '@tapewire/contracts';
import { type Command, tell } from './commands.ts';
import { HeldRows } from './held-rows.ts';
import type { LiveEvent } from './live-log.ts';
import type { Interruption, TapeEvent } from './tape-event.ts';

/** What a subscription asks for; the same on every (re)subscribe. */
export type TapeRequest = Omit<RequestOf<'subscribe'>, 'after'>;

/** `waiting`: rows are being left out until the next request; `offline`: no socket. */
export type Phase = 'offline' | 'asking' | 'live' | 'waiting' | 'failed';

/** One subscription's position on the tape. It knows nothing of sockets: see `TapeSession`. */
export class SubscriptionState {
  readonly id: number;
  readonly request: TapeRequest;
  phase: Phase = 'offline';
  /** The open request's number, and the place in the live log where it was sent. */
  ask = 0;
  askedAt = 0;
  askedAfter: string | undefined;
  key: string | undefined;
  bookmark: string | undefined;
  cursor: string | undefined;
  filter: string | undefined;
  columns: readonly string[] = [];
  readonly #held = new HeldRows();
  #recovered = 0;

  constructor(id: number, request: TapeRequest) {
    this.id = id;
    this.request = request;
  }

  payload(): RequestOf<'subscribe'> {
    return this.bookmark === undefined ? this.request : { ...this.request, after: this.bookmark };
  }

  /** Takes an answer. What arrived under its key before it comes after it, unless more is to be asked for first. */
  acknowledge(ack: SubscribeAck): Command[] {
    const resumed = this.askedAfter !== undefined && ack.resumed;
    this.key = ack.key;
    this.bookmark = ack.bookmark;
    this.filter = ack.filter;
    this.columns = ack.columns;
    if (resumed) return this.#deliver(ack.rows, true);
    this.cursor = ack.cursor;
    this.#recovered = 0;
    this.#held.startOver(ack.rows);
    return [this.#tell({ type: 'snapshot', columns: ack.columns, rows: ack.rows, gap: this.askedAfter !== undefined, ...(ack.since === undefined ? {} : { since: ack.since }) })];
  }

  goLive(): Command[] {
    this.phase = 'live';
    const recovered = this.#recovered;
    this.#recovered = 0;
    return [this.#tell({ type: 'status', state: 'live', recovered })];
  }

  take(event: LiveEvent): Command[] {
    if ('lagged' in event) return this.interrupt('waiting', 'lagged');
    const commands = this.#deliver(event.rows, false);
    if (event.skipped > 0) commands.push(this.#tell({ type: 'skipped', count: event.skipped }));
    return commands;
  }

  /** Stops taking rows; what it held and its bookmark stay, so that it can go on from there. */
  interrupt(phase: 'offline' | 'waiting', why: Interruption): Command[] {
    const wasReceiving = this.phase === 'live' || this.phase === 'asking';
    this.phase = phase;
    return wasReceiving ? [this.#tell({ type: 'status', state: 'interrupted', why })] : [];
  }

  #deliver(rows: readonly Row[], recovered: boolean): Command[] {
    const fresh = this.#held.takeNew(rows);
    if (fresh.length === 0) return [];
    if (recovered) this.#recovered += fresh.length;
    return [this.#tell({ type: 'rows', rows: fresh, recovered })];
  }

  #tell(event: TapeEvent): Command {
    return tell(this.id, event);
  }
}
