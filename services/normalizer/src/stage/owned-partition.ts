import type { FeedCodec, Names } from '@tapewire/contracts';
import { fingerprintOf, type InRecord, type PartitionProducer } from '@tapewire/kafka';
import { activeTrace, type Logger, type Metrics } from '@tapewire/telemetry';
import type { CheckpointWriter } from '../checkpoint/checkpoint-writer.ts';
import type { Turn } from '../checkpoint/turn.ts';
import { normalize } from './normalize.ts';
import type { OpenedPartition } from './open-partition.ts';
import { OutputBatch } from './output-batch.ts';

export interface OwnedPartitionOptions {
  readonly p: number;
  readonly names: Names;
  readonly codecs: ReadonlyMap<string, FeedCodec>;
  readonly producer: PartitionProducer;
  readonly checkpoints: CheckpointWriter;
  /** Shared by all partitions of the process. */
  readonly turn: Turn;
  /** Time between checkpoints while records come, milliseconds. */
  readonly checkpointMs: number;
  readonly useKeys: boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds; measures only, nothing that is written depends on it. */
  readonly now: () => number;
}

const MILLISECONDS = 1000;

/** One life of a partition: its tape, what it has written, and its checkpoints. */
export class OwnedPartition {
  readonly #options: OwnedPartitionOptions;
  readonly #opened: OpenedPartition;
  #heads: OpenedPartition['heads'];
  /** Last accepted record and where its state is checkpointed up to. */
  #last: InRecord | undefined;
  #checkpointed = -1;
  #checkpointAt: number;
  #writing: Promise<void> | undefined;
  #dropped = false;

  constructor(opened: OpenedPartition, options: OwnedPartitionOptions) {
    this.#options = options;
    this.#opened = opened;
    this.#heads = opened.heads;
    this.#checkpointAt = options.now();
  }

  /** Normalizes records and resolves when all that they give is acknowledged. */
  async handle(records: readonly InRecord[]): Promise<void> {
    const { p, names, producer, metrics, now } = this.#options;
    const started = now();
    const batch = this.#normalize(records);
    const traceparent = activeTrace();
    const topics = batch.topics(traceparent === undefined ? {} : { traceparent });
    await Promise.all(topics.map(({ output, records: out }) => producer.send(names.topics[output], p, out)));
    this.#heads = batch.heads;
    this.#last = records.at(-1) ?? this.#last;
    for (const { output, records: out } of topics) metrics.add('tapewire_records_out_total', out.length, { target: output });
    this.#measure(records, batch, started);
    if (!this.#dropped && now() - this.#checkpointAt >= this.#options.checkpointMs) this.#checkpointInBackground();
  }

  /** A last checkpoint of all that is accepted. */
  async release(): Promise<void> {
    await this.#writing;
    const last = this.#last;
    if (last !== undefined && last.offset > this.#checkpointed) await this.#checkpoint(last);
  }

  /** From now on nothing of this life is written any more, save what is under way. */
  drop(): void {
    this.#dropped = true;
  }

  #normalize(records: readonly InRecord[]): OutputBatch {
    const { p, codecs, useKeys, metrics } = this.#options;
    const { tape, tails } = this.#opened;
    const batch = new OutputBatch(p, this.#heads, tails);
    let duplicates = 0;
    let refused = 0;
    for (const record of records) {
      const applied = normalize(tape, codecs, record, useKeys);
      if (applied.duplicate === true) duplicates += 1;
      if (applied.reject !== undefined) refused += 1;
      batch.add(record, applied);
    }
    if (duplicates > 0) metrics.add('tapewire_records_skipped_total', duplicates, { reason: 'duplicate' });
    if (refused > 0) metrics.add('tapewire_dead_letters_total', refused, { stage: 'normalizer' });
    if (batch.skipped > 0) metrics.add('tapewire_records_skipped_total', batch.skipped, { reason: 'written before' });
    return batch;
  }

  #measure(records: readonly InRecord[], batch: OutputBatch, started: number): void {
    const { metrics, now } = this.#options;
    const at = now();
    metrics.add('tapewire_records_in_total', records.length, { source: 'raw' });
    metrics.record('tapewire_batch_records', records.length, { hop: 'normalizer' });
    metrics.record('tapewire_batch_seconds', (at - started) / MILLISECONDS, { hop: 'normalizer' });
    const received = Number(records[0]?.headers['recvTs']);
    if (Number.isFinite(received) && batch.skipped === 0) {
      metrics.record('tapewire_hop_latency_seconds', Math.max(0, at - received) / MILLISECONDS, { hop: 'normalizer' });
    }
  }

  /** The state is taken now, between two batches; writing it does not hold up the tape. */
  #checkpointInBackground(): void {
    const { turn, now } = this.#options;
    const last = this.#last;
    if (last === undefined || last.offset <= this.#checkpointed || !turn.take()) return;
    this.#checkpointAt = now();
    this.#writing = this.#checkpoint(last).finally(() => {
      this.#writing = undefined;
      turn.done();
    });
  }

  async #checkpoint(last: InRecord): Promise<void> {
    const { p, checkpoints, logger, metrics } = this.#options;
    try {
      const bytes = await checkpoints.write({ offset: last.offset, fingerprint: fingerprintOf(last), heads: this.#heads }, this.#opened.tape.snapshot());
      this.#checkpointed = last.offset;
      metrics.add('tapewire_checkpoints_total');
      metrics.add('tapewire_checkpoint_bytes_total', bytes);
    } catch (error) {
      logger.warn({ err: error, p, offset: last.offset }, 'writing a checkpoint failed; the next one will do');
    }
  }
}
