import { randomUUID } from 'node:crypto';
import { TapewireError, type FeedCodec, type Names } from '@tapewire/contracts';
import type { InRecord, LogReader, PartitionHandler, PartitionProducer } from '@tapewire/kafka';
import type { TapeConfig } from '@tapewire/market';
import { extractTrace, withSpan, type Logger, type Metrics } from '@tapewire/telemetry';
import { CheckpointWriter } from '../checkpoint/checkpoint-writer.ts';
import { Turn } from '../checkpoint/turn.ts';
import { NO_OUTPUT } from './output-heads.ts';
import { openPartition } from './open-partition.ts';
import { OwnedPartition } from './owned-partition.ts';

export interface NormalizerOptions {
  readonly names: Names;
  readonly epoch: number;
  readonly config: TapeConfig;
  readonly codecs: ReadonlyMap<string, FeedCodec>;
  readonly reader: LogReader;
  readonly producer: PartitionProducer;
  readonly checkpointMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  /** Rules that fault tests switch off; all hold in production. */
  readonly safeguards: (name: 'keys' | 'monotonic-acceptance' | 'fingerprint') => boolean;
}

/** Turns `tapewire.raw` into trades, alerts, flow and dead letters, partition by partition. */
export class NormalizerStage implements PartitionHandler {
  readonly #options: NormalizerOptions;
  readonly #owned = new Map<number, OwnedPartition>();
  readonly #turn = new Turn();

  constructor(options: NormalizerOptions) {
    this.#options = options;
  }

  async open(p: number): Promise<{ from: number }> {
    const { names, epoch, config, producer, reader, logger, safeguards } = this.#options;
    const opened = await openPartition(p, { reader, names, epoch, config, logger, compareFingerprint: safeguards('fingerprint') });
    const tails = safeguards('monotonic-acceptance') ? opened.tails : NO_OUTPUT;
    const life = randomUUID();
    const checkpoints = new CheckpointWriter({ producer, topic: names.topics.state, p, epoch, config, life, leftovers: opened.leftovers });
    this.drop(p);
    this.#owned.set(p, new OwnedPartition({ ...opened, tails }, { ...this.#options, p, checkpoints, turn: this.#turn, useKeys: safeguards('keys') }));
    return { from: opened.from };
  }

  handle(p: number, records: readonly InRecord[]): Promise<void> {
    const owned = this.#owned.get(p);
    if (owned === undefined) throw new TapewireError('KAFKA_UNAVAILABLE', `Partition ${p} is not open`);
    const traced = records.find(({ headers }) => extractTrace(headers) !== undefined);
    return withSpan('normalize', traced && extractTrace(traced.headers), () => owned.handle(records), { 'tapewire.partition': p, 'tapewire.records': records.length });
  }

  drop(p: number): void {
    this.#owned.get(p)?.drop();
    this.#owned.delete(p);
  }

  async release(p: number): Promise<void> {
    await this.#owned.get(p)?.release();
  }
}
