import type { Row } from '@tapewire/contracts';

/** What arrived on the socket under a key. */
export type LiveEvent =
  | { readonly key: string; readonly rows: readonly Row[]; readonly skipped: number }
  | { readonly key: string; readonly lagged: true };

/**
 * Live events since the oldest request that is still open. A key is only known from its ack, so what arrives before
 * an ack is kept here and looked up afterwards.
 */
export class LiveLog {
  #first = 0;
  #events: LiveEvent[] = [];

  /** A place in the log: what comes after it is what `since` gives. */
  get end(): number {
    return this.#first + this.#events.length;
  }

  add(event: LiveEvent): void {
    this.#events.push(event);
  }

  since(place: number, key: string): LiveEvent[] {
    return this.#events.slice(Math.max(0, place - this.#first)).filter((event) => event.key === key);
  }

  /** Forgets what lies before a place. */
  trim(place: number): void {
    if (place <= this.#first) return;
    this.#events = this.#events.slice(place - this.#first);
    this.#first = place;
  }
}
