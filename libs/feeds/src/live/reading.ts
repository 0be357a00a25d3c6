import { type FeedCodec, type FeedEvent, type RawKind, TapewireError } from '@tapewire/contracts';
import { nanosToMillis } from '../fields/times.ts';
import { underlyingOf } from '../fields/underlying.ts';
import type { Frame, Reaction, VendorRecord } from './protocol.ts';

/** The reaction to a frame, while the frame is being read. */
export class Reading implements Reaction {
  readonly send: Frame[] = [];
  readonly records: VendorRecord[] = [];
  readonly rejects: { reason: string; value: string }[] = [];
  ready?: true;
  refused?: NonNullable<Reaction['refused']>;
  lost?: string;
  caughtUp?: true;
  readonly #codec: FeedCodec;

  constructor(codec: FeedCodec) {
    this.#codec = codec;
  }

  reject(reason: string, value: string): void {
    this.rejects.push({ reason, value });
  }

  /** Something was left out before what comes next; a frame may show that several times. */
  lose(what: string): void {
    this.lost = this.lost === undefined ? what : `${this.lost}; ${what}`;
  }

  /** Takes a message of the vendor if its codec can read it; gives the contract of a print. */
  event(kind: RawKind, message: object, sequence?: number): string | undefined {
    return this.text(kind, JSON.stringify(message), sequence);
  }

  /** The same for a message that is kept as the text it came as. */
  text(kind: RawKind, value: string, sequence?: number): string | undefined {
    try {
      const event = this.#codec.decode(kind, value);
      const record = { kind: event.kind, ts: eventTime(event), value, ...(sequence === undefined ? {} : { sequence }) };
      if ('contract' in event) {
        this.records.push({ ...record, underlying: underlyingOf(event.contract), contract: event.contract });
        return event.kind === 'trade' ? event.contract : undefined;
      }
      if (event.kind === 'underlying') this.records.push({ ...record, underlying: event.underlying });
      else if (event.kind === 'correction') this.records.push({ ...record, underlying: underlyingOf(event.now.contract), contract: event.now.contract });
    } catch (error) {
      if (!(error instanceof TapewireError)) throw error;
      this.reject(error.message, value);
    }
    return undefined;
  }
}

/** The event's own time, epoch milliseconds; open interest has none and gives 0. */
export function eventTime(event: FeedEvent): number {
  if ('tsNs' in event) return nanosToMillis(event.tsNs);
  if ('ts' in event) return event.ts;
  return event.kind === 'correction' ? nanosToMillis(event.now.tsNs) : 0;
}
