import type { InRecord } from './records.ts';

/** However few records they are. */
const MAX_BYTES = 8 * 1_048_576;

/** Fetched records of one partition that wait for their stage: gapless, and bounded by those who look at `full`. */
export class RecordQueue {
  readonly #records: InRecord[] = [];
  readonly #maxRecords: number;
  #bytes = 0;
  #expected = 0;

  constructor(maxRecords: number) {
    this.#maxRecords = maxRecords;
  }

  get size(): number {
    return this.#records.length;
  }

  /** Offset of the next record that may come. */
  get expected(): number {
    return this.#expected;
  }

  /** Whether fetching must pause. */
  get full(): boolean {
    return this.size > this.#maxRecords || this.#bytes > MAX_BYTES;
  }

  /** Whether fetching may go on after a pause. */
  get roomy(): boolean {
    return this.size < this.#maxRecords / 2 && this.#bytes < MAX_BYTES / 2;
  }

  /** Forgets everything; the next record must have this offset. */
  restart(expected: number): void {
    this.#records.length = 0;
    this.#bytes = 0;
    this.#expected = expected;
  }

  /** Takes all records, or none of them when one is not the next: then returns the offset it has instead. */
  push(records: readonly InRecord[]): number | undefined {
    const stray = records.find(({ offset }, i) => offset !== this.#expected + i);
    if (stray !== undefined) return stray.offset;
    for (const record of records) {
      this.#records.push(record);
      this.#bytes += record.value.length;
    }
    this.#expected += records.length;
    return undefined;
  }

  /** The next records, at most `max`. */
  take(max: number): InRecord[] {
    const taken = this.#records.splice(0, max);
    for (const { value } of taken) this.#bytes -= value.length;
    return taken;
  }
}
