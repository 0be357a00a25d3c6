import type { InRecord } from './records.ts';

/**
 * What a stage does with its partitions. `open` never overlaps with an earlier `open` of the same partition, nor does
 * `handle` with `handle`; but `drop` comes at any time, and after it `open` may be called while a `handle` is still under way.
 */
export interface PartitionHandler {
  /** Loads the state of a partition and says at which offset to go on. */
  readonly open: (p: number, topic: string) => Promise<{ readonly from: number }>;
  /** Takes the next records; resolves when they are accepted, that is when all they lead to is acknowledged. */
  readonly handle: (p: number, records: readonly InRecord[], topic: string) => Promise<void>;
  /** Forgets the state of a partition, at once and in whatever condition; a `handle` under way no longer counts. */
  readonly drop: (p: number, topic: string) => void;
  /** On an orderly stop, after the last `handle` and before the partition is given up: time for a last checkpoint. */
  readonly release?: (p: number, topic: string) => Promise<void>;
}

/** `opening` loads, `running` consumes, `stopped` found something that only an operator can put right. */
export type PartitionPhase = 'opening' | 'running' | 'stopped' | 'closed';

/** How a partition of this process stands. */
export interface PartitionStatus {
  readonly topic: string;
  readonly p: number;
  readonly phase: PartitionPhase;
  /** Why it does not run. */
  readonly reason?: string;
  /** The offset after the last accepted record. */
  readonly accepted: number;
  /** Records of the log that are not accepted yet, as of the last fetch. */
  readonly lag: number;
  /** Whether it has reached what the log held when it was opened. */
  readonly caughtUp: boolean;
}
