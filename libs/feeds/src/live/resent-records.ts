import type { VendorRecord } from './protocol.ts';

/** What a record is told by when it is sent again. */
export type RecordText = Pick<VendorRecord, 'ts' | 'value'>;

const SWEEP_RECORDS = 10_000;

/**
 * Leaves out what a vendor without numbers sends a second time when it is asked to send again from a time a little before
 * the last record. Records are told by their whole text; equal texts are counted, so that two equal prints stay two.
 */
export class ResentRecords {
  readonly #overlap: number;
  readonly #identify: (value: string) => string;
  readonly #kept: RecordText[] = [];
  #newest: number | undefined;
  /** The newest record before the first gap that is still to be filled. */
  #heldAt: number | undefined;
  /** While records come a second time: how often each of the overlap was given before. */
  #given: Map<string, number> | undefined;

  /**
   * `overlap`: milliseconds before the newest record from which on the vendor is asked to send again; `previous` is
   * the time that an earlier process had reached, and what the log holds of its last records.
   */
  constructor(overlap: number, previous?: { readonly ts: number; readonly last?: readonly RecordText[] }, identify = (value: string): string => value) {
    this.#overlap = overlap;
    this.#identify = identify;
    this.remember(previous?.last ?? []);
    this.#newest ??= previous?.ts;
  }

  /** From when on the vendor is asked to send again, epoch milliseconds; undefined before the first record. */
  since(): number | undefined {
    return this.#newest === undefined ? undefined : this.#newest - this.#overlap;
  }

  /** Records that were given, here or by the process before. */
  remember(records: readonly RecordText[]): void {
    for (const { ts, value } of records) {
      this.#newest = Math.max(this.#newest ?? ts, ts);
      this.#kept.push({ ts, value });
    }
    if (this.#kept.length > SWEEP_RECORDS) this.#sweep();
  }

  /** A gap begins: what came shortly before it is kept until `end`. */
  hold(): void {
    this.#heldAt ??= this.#newest;
  }

  /** What comes from now on may have been given before. */
  begin(): void {
    this.#sweep();
    this.#given = new Map();
    for (const { value } of this.#kept) {
      const identity = this.#identify(value);
      this.#given.set(identity, (this.#given.get(identity) ?? 0) + 1);
    }
  }

  /** The vendor has sent everything again. */
  end(): void {
    this.#given = undefined;
    this.#heldAt = undefined;
  }

  /** Those of the records that were not given before. */
  fresh(records: readonly VendorRecord[]): readonly VendorRecord[] {
    const given = this.#given;
    const fresh = given === undefined ? records : records.filter(({ value }) => {
      const identity = this.#identify(value);
      const times = given.get(identity) ?? 0;
      if (times > 0) given.set(identity, times - 1);
      return times === 0;
    });
    this.remember(fresh);
    return fresh;
  }

  #sweep(): void {
    const since = Math.min(this.#newest ?? 0, this.#heldAt ?? Infinity) - this.#overlap;
    const kept = this.#kept.filter(({ ts }) => ts >= since);
    this.#kept.splice(0, this.#kept.length, ...kept);
  }
}
