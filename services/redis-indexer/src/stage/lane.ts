import { TapewireError, type Tape } from '@tapewire/contracts';
import type { InRecord } from '@tapewire/kafka';
import { LAYOUT, type PartitionState, type TapeWriter } from '@tapewire/redis';
import { activeTrace } from '@tapewire/telemetry';
import type { TrimMarks } from '../retention/trim-marks.ts';
import { parseOutput, receivedAt, type Indexed, type Indexing } from '../tapes/output.ts';
import { commitOf, type Accepted } from './batch.ts';
import { isUnfilled } from './open-partition.ts';

export interface LaneOptions {
  readonly tape: Tape;
  readonly p: number;
  readonly epoch: number;
  readonly writer: TapeWriter;
  readonly indexing: Indexing;
  readonly marks: TrimMarks;
  readonly now: () => number;
  /** Fault suite only: false writes without looking where Redis is. */
  readonly comparing: boolean;
  /** Fault suite only: false takes positions again, and cannot compare then either. */
  readonly monotonic: boolean;
  /** Runs a write until Redis takes it; throws when the lane is not wanted any more. */
  readonly persist: <T>(write: () => Promise<T>) => Promise<T>;
  readonly refuse: (record: InRecord, off: number, reason: string) => Promise<void>;
}

/** How a commit ended. */
export type CommitOutcome = 'ok' | 'cut' | 'known';

/** One partition of one tape: takes positions above its head, in order, and commits them. */
export class Lane {
  readonly #options: LaneOptions;
  /** Position of the last record taken; it runs ahead of `#head` while a batch is on its way. */
  #seen: number;
  #head: number;
  readonly #isUnfilled: boolean;

  constructor(options: LaneOptions, state: PartitionState) {
    this.#options = options;
    this.#isUnfilled = isUnfilled(state);
    this.#seen = state.head;
    this.#head = state.head;
  }

  /** Position up to which Redis has everything, as far as this lane knows. */
  get head(): number {
    return this.#head;
  }

  /** The new positions among the records. Throws HOLE_IN_POSITIONS when one between is missing. */
  accept(records: readonly InRecord[]): Accepted[] {
    const { p, tape, monotonic } = this.#options;
    const accepted: Accepted[] = [];
    for (const record of records) {
      const output = parseOutput(p, record);
      const { off, prev } = output;
      if (monotonic && off <= this.#seen) continue;
      if (prev > this.#seen) {
        // The log was empty when this partition was opened, so that nobody knew where it goes on.
        const code = this.#isUnfilled ? 'COMMIT_REFUSED' : 'HOLE_IN_POSITIONS';
        throw new TapewireError(code, `${tape} of partition ${p}: expected a record that follows ${this.#seen}, was ${off} that follows ${prev}`, {
          tape, p, head: this.#seen, off, prev,
        });
      }
      const recvTs = receivedAt(output, record);
      const indexed = tryIndexing(() => this.#options.indexing(output, recvTs));
      accepted.push({ off, recvTs, record, ...indexed });
      this.#seen = off;
    }
    return accepted;
  }

  /** Brings a batch to Redis. Throws COMMIT_REFUSED when Redis is somewhere from which the log must be read again. */
  async commit(batch: readonly Accepted[]): Promise<CommitOutcome> {
    const { refuse, persist, monotonic } = this.#options;
    for (const { record, off, refusal } of batch) if (refusal !== undefined) await persist(() => refuse(record, off, refusal));
    // Redis may have turned out to be ahead of this batch while it was prepared.
    let rest = monotonic ? batch.filter(({ off }) => off > this.#head) : batch;
    for (let cut = false; ; cut = true) {
      const [first, ...others] = rest;
      if (first === undefined) return 'known';
      const result = await this.#write([first, ...others]);
      if (result === 'ok') {
        const last = rest.at(-1) ?? first;
        this.#options.marks.note(rest.length, last.off, last.recvTs);
        this.#head = last.off;
        return cut ? 'cut' : 'ok';
      }
      rest = this.#cut(rest, result.refused);
    }
  }

  #write(batch: readonly [Accepted, ...Accepted[]]): ReturnType<TapeWriter['commit']> {
    const { tape, p, epoch, writer, marks, now, persist } = this.#options;
    const comparing = this.#options.comparing && this.#options.monotonic;
    const commit = commitOf(
      { tape, p, epoch, head: this.#head, expectedHead: comparing ? this.#head : undefined, trimBelow: marks.trimBelow(now()), traceparent: activeTrace() },
      batch,
    );
    return persist(() => writer.commit(commit));
  }

  /** Another writer has been there, or this one's answer was lost: what Redis has already is left out. */
  #cut(batch: readonly Accepted[], found: PartitionState): readonly Accepted[] {
    const { tape, p, epoch } = this.#options;
    if (found.epoch !== epoch || found.layout !== LAYOUT || found.head < this.#head) {
      const [was, expected] = [`epoch ${found.epoch}, layout ${found.layout} up to ${found.head}`, `${epoch}, ${LAYOUT}, ${this.#head}`];
      throw new TapewireError('COMMIT_REFUSED', `Redis has ${tape} of partition ${p} in ${was}, expected ${expected}`, {
        tape, p, expectedEpoch: epoch, expectedHead: this.#head, epoch: found.epoch, layout: found.layout, head: found.head,
      });
    }
    this.#head = found.head;
    return batch.filter(({ off }) => off > found.head);
  }
}

function tryIndexing(index: () => Indexed): Pick<Accepted, 'indexed' | 'refusal'> {
  try {
    return { indexed: index(), refusal: undefined };
  } catch (error) {
    if (error instanceof TapewireError && error.code === 'RECORD_MALFORMED') return { indexed: undefined, refusal: error.message };
    throw error;
  }
}
