import type { Logger, Metrics } from '@tapewire/telemetry';
import type { PartitionHandler } from './handler.ts';
import type { OneByOne } from './one-by-one.ts';

/** What a feed asks of the consumer that fetches for it. */
export interface FetchControl {
  readonly pause: (topic: string, p: number) => void;
  readonly resume: (topic: string, p: number) => void;
  readonly seek: (topic: string, p: number, offset: number) => void;
  /** Offset after the last record of the partition now. */
  readonly end: (topic: string, p: number) => Promise<number>;
}

export interface FeedOptions {
  readonly topic: string;
  readonly p: number;
  readonly handler: PartitionHandler;
  readonly control: FetchControl;
  /** Shared by all feeds this process ever has of the partition: a load never overlaps with an earlier one. */
  readonly loads: OneByOne;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Most records handed over at once. */
  readonly maxBatch: number;
  /** Fetching pauses above this many waiting records and resumes below half of it. */
  readonly maxQueued: number;
}
