import type { FeedEvent } from '@tapewire/contracts';
import { CONTROL_SOURCE, encodeControl, type SourceRecord } from '@tapewire/feeds';
import type { OutRecord } from '@tapewire/kafka';
import { activeTrace, type Logger, type Metrics, withRootSpan } from '@tapewire/telemetry';
import { Outbox } from './outbox.ts';
import type { Waiting } from './partition-lane.ts';
import type { Spool } from './spool.ts';

export interface PublisherOptions {
  readonly partitions: number;
  /** Writes records to a partition of `tapewire.raw`; resolves when they are acknowledged. */
  readonly write: (partition: number, records: readonly OutRecord[]) => Promise<void>;
  /** Whether writes wait for a Kafka that is away. */
  readonly isWaiting: () => boolean;
  readonly spool: Spool | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const HOP = 'feed-ingestor';
const MILLISECONDS = 1000;

/** Publishes to `tapewire.raw`, measures it, and says when it does not get through. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #outbox: Outbox;
  #isComplaining = false;

  constructor(options: PublisherOptions, acked: number) {
    this.#options = options;
    this.#outbox = new Outbox({
      partitions: options.partitions,
      spool: options.spool,
      now: Date.now,
      write: (p, batch) => this.#write(p, batch),
      onAcked: (batch) => { this.#acknowledged(batch); },
      onFailed: (error) => { this.#failed(error); },
    }, acked);
    options.metrics.observe('tapewire_spool_bytes', () => options.spool?.bytes ?? 0);
  }

  /** Resolves when there is room for more. */
  async put(records: readonly SourceRecord[]): Promise<void> {
    const [first] = records;
    if (first !== undefined) this.#options.metrics.add('tapewire_records_in_total', records.length, { source: first.source });
    await this.#outbox.put(records);
  }

  /** A clock for every partition. */
  beat(clock: Extract<FeedEvent, { kind: 'clock' }>): void {
    this.#outbox.beat({ source: CONTROL_SOURCE, kind: 'clock', recvTs: Date.now(), value: encodeControl(clock) });
  }

  acked(): number {
    return this.#outbox.acked();
  }

  notReady(): string | undefined {
    if (!this.#outbox.failing && !this.#options.isWaiting()) return undefined;
    const spooled = this.#options.spool?.bytes ?? 0;
    return `Kafka does not take records: ${this.#outbox.pending} in memory, ${spooled} bytes spooled`;
  }

  flush(timeoutMs: number): Promise<boolean> {
    return this.#outbox.flush(timeoutMs);
  }

  async stop(): Promise<void> {
    this.#outbox.stop();
    await this.#options.spool?.close();
  }

  /** A sampled batch starts the trace that its first record carries through all stages. */
  #write(partition: number, batch: readonly Waiting[]): Promise<void> {
    return withRootSpan('feed-ingestor publish', () => {
      const traceparent = activeTrace();
      const records = batch.map(({ record }, i) =>
        traceparent === undefined || i > 0 ? record : { ...record, headers: { ...record.headers, traceparent } });
      return this.#options.write(partition, records);
    }, { partition, records: batch.length });
  }

  #acknowledged(batch: readonly Waiting[]): void {
    const { metrics, logger } = this.#options;
    const oldest = batch[0]?.recvTs ?? Date.now();
    metrics.add('tapewire_records_out_total', batch.length, { target: 'raw' });
    metrics.record('tapewire_batch_records', batch.length, { hop: HOP });
    metrics.record('tapewire_hop_latency_seconds', Math.max(0, Date.now() - oldest) / MILLISECONDS, { hop: HOP });
    if (this.#isComplaining && !this.#outbox.failing) {
      this.#isComplaining = false;
      logger.info('Kafka takes records again');
    }
  }

  #failed(error: unknown): void {
    if (this.#isComplaining) return;
    this.#isComplaining = true;
    this.#options.logger.error({ err: error }, 'Kafka does not take records; they wait here');
  }
}
