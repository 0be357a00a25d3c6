import type { VendorRecord } from './protocol.ts';

/** Which quotes go on the raw log: each, the last of every so many milliseconds, or none. */
export type QuoteMode = 'all' | 'none' | { readonly conflate: number };

/** Keeps the newest quote of each contract back, until its time or a print of the contract has come. */
export class Conflater<R extends VendorRecord = VendorRecord> {
  readonly #mode: QuoteMode;
  readonly #held = new Map<string, R>();
  #flushAt = 0;

  constructor(mode: QuoteMode) {
    this.#mode = mode;
  }

  /** What goes on now: a print comes after the quote that was in force at it. */
  pass(records: readonly R[], now: number): R[] {
    const passed = this.due(now);
    for (const record of records) {
      if (record.kind === 'quote') this.#quote(record, passed);
      else passed.push(...this.#release(record.contract), record);
    }
    return passed;
  }

  /** Quotes whose time has come. */
  due(now: number): R[] {
    if (typeof this.#mode === 'string' || now < this.#flushAt) return [];
    this.#flushAt = now + this.#mode.conflate;
    const held = [...this.#held.values()];
    this.#held.clear();
    return held;
  }

  #quote(record: R, passed: R[]): void {
    if (this.#mode === 'none') return;
    if (this.#mode === 'all' || record.contract === undefined) passed.push(record);
    else {
      // Deleted first, so that it goes to the end: held quotes leave in order of time.
      this.#held.delete(record.contract);
      this.#held.set(record.contract, record);
    }
  }

  #release(contract: string | undefined): R[] {
    const held = contract === undefined ? undefined : this.#held.get(contract);
    if (contract === undefined || held === undefined) return [];
    this.#held.delete(contract);
    return [held];
  }
}
