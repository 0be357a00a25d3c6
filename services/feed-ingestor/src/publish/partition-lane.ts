import { setTimeout as delay } from 'node:timers/promises';
import type { OutRecord } from '@tapewire/kafka';
import type { Gathering } from './gathering.ts';

/** What waits to be written to one partition. */
export interface Waiting {
  /** Its number in the source; control records have none. */
  readonly n: number | undefined;
  readonly recvTs: number;
  readonly record: OutRecord;
}

export interface LaneOptions {
  /** Writes a batch; it is called with the next one only when the last has been acknowledged. */
  readonly write: (batch: readonly Waiting[]) => Promise<void>;
  /** Called when a batch has been acknowledged. */
  readonly onAcked: (batch: readonly Waiting[]) => void;
  readonly onFailed: (error: unknown) => void;
  /** Shared by all partitions: when records that are few go out. */
  readonly gathering: Gathering;
}

const BATCH_RECORDS = 1000;
/** So many records wait for no others. */
const MANY_RECORDS = 250;
const RETRY_MS = 250;

/** The queue of one partition: one write in flight, repeated until it succeeds, so order and completeness hold. */
export class PartitionLane {
  readonly #options: LaneOptions;
  #waiting: Waiting[] = [];
  #inFlight: readonly Waiting[] = [];
  #running = false;
  #stopped = false;
  #failing = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Records not yet acknowledged. */
  get pending(): number {
    return this.#waiting.length + this.#inFlight.length;
  }

  /** Whether Kafka refused the last write. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Number of the first record of the source that is not acknowledged. */
  firstPending(): number | undefined {
    return (this.#inFlight.find(isNumbered) ?? this.#waiting.find(isNumbered))?.n;
  }

  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (!this.#running) void this.#run();
  }

  /** A control record that only makes sense once: left out while one of its kind still waits. */
  pushUnlessWaiting(waiting: Waiting): void {
    if (!this.#waiting.some((other) => !isNumbered(other))) this.push(waiting);
  }

  /** Gives up on what Kafka has not taken. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < MANY_RECORDS) await this.#options.gathering.over();
      if (this.#stopped) break;
      this.#inFlight = this.#waiting.splice(0, BATCH_RECORDS);
      await this.#writeUntilAcked(this.#inFlight);
      this.#inFlight = [];
    }
    this.#running = false;
  }

  async #writeUntilAcked(batch: readonly Waiting[]): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#options.write(batch);
        this.#failing = false;
        this.#inFlight = [];
        this.#options.onAcked(batch);
        return;
      } catch (error) {
        this.#failing = true;
        this.#options.onFailed(error);
        await delay(RETRY_MS);
      }
    }
  }
}

const isNumbered = (waiting: Waiting): boolean => waiting.n !== undefined;
