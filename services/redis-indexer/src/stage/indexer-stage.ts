import { setTimeout as delay } from 'node:timers/promises';
import { RECORD_VERSION, TapewireError, type DeadLetter, type Names, type Tape } from '@tapewire/contracts';
import type { InRecord, PartitionHandler, PartitionProducer } from '@tapewire/kafka';
import type { TapeWriter } from '@tapewire/redis';
import { extractTrace, withSpan, type Logger, type Metrics } from '@tapewire/telemetry';
import type { SessionExpiry } from '../retention/session-expiry.ts';
import { TrimMarks } from '../retention/trim-marks.ts';
import type { Indexing } from '../tapes/output.ts';
import type { Accepted } from './batch.ts';
import { chunksOf } from './chunks.ts';
import { Lane } from './lane.ts';
import { openPartition, type LogLookup } from './open-partition.ts';
import type { RedisSetup } from './redis-setup.ts';
import { RedisWait } from './redis-wait.ts';

/** Safeguards that the fault suite can switch off here. */
export interface StageSafeguards {
  readonly compareAndCommit: boolean;
  readonly monotonicAcceptance: boolean;
  readonly fingerprint: boolean;
}

export interface StageOptions {
  readonly names: Names;
  readonly epoch: number;
  readonly writer: TapeWriter;
  readonly setup: RedisSetup;
  readonly reader: LogLookup;
  readonly producer: Pick<PartitionProducer, 'send'>;
  readonly indexing: Readonly<Record<Tape, Indexing>>;
  readonly expiry: SessionExpiry;
  /** Most records of one commit. */
  readonly batch: number;
  readonly tapeKeep: number;
  /** Milliseconds that every stream entry stays. */
  readonly tapeWindow: number;
  readonly safeguards: StageSafeguards;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Brings the tapes of its partitions from Kafka to Redis: one commit per batch, the next prepared meanwhile. */
export class IndexerStage implements PartitionHandler {
  readonly #options: StageOptions;
  readonly #tapes: ReadonlyMap<string, Tape>;
  readonly #lanes = new Map<string, Lane>();
  readonly #wait: RedisWait;
  #givenUp = false;

  constructor(options: StageOptions) {
    this.#options = options;
    const { topics } = options.names;
    this.#tapes = new Map([[topics.trades, 'trades'], [topics.alerts, 'alerts'], [topics.flow, 'flow']]);
    this.#wait = new RedisWait(options.logger, delay);
  }

  /** Why Redis does not take writes, undefined while it does. */
  get waitingFor(): string | undefined {
    return this.#wait.reason;
  }

  /** From now on nothing waits for Redis any more: what it does not take is left to the next owner. */
  giveUp(): void {
    this.#givenUp = true;
  }

  /** Position up to which this process knows Redis to be in an open partition; undefined when it is not open here. */
  head(tape: Tape, p: number): number | undefined {
    return this.#lanes.get(laneKey(this.#options.names.topics[tape], p))?.head;
  }

  readonly open = async (p: number, topic: string): Promise<{ from: number }> => {
    const { writer, reader, epoch, setup, expiry, safeguards, logger, now } = this.#options;
    const tape = this.#tapeOf(topic);
    await setup.ensure();
    const isKept = (recvTs: number): boolean => expiry.at(recvTs) * 1000 > now();
    const state = await openPartition({ tape, topic, p }, { epoch, writer, reader, isKept, fingerprints: safeguards.fingerprint, logger });
    const lane: Lane = new Lane(
      {
        tape, p, epoch, writer, now,
        indexing: this.#options.indexing[tape],
        marks: new TrimMarks(this.#options.tapeKeep, this.#options.tapeWindow),
        comparing: safeguards.compareAndCommit,
        monotonic: safeguards.monotonicAcceptance,
        persist: (write) => this.#wait.until(write, () => !this.#givenUp && this.#lanes.get(laneKey(topic, p)) === lane),
        refuse: (record, off, reason) => this.#refuse(p, record, off, reason),
      },
      state,
    );
    this.#lanes.set(laneKey(topic, p), lane);
    return { from: state.topicOffset + 1 };
  };

  readonly handle = async (p: number, records: readonly InRecord[], topic: string): Promise<void> => {
    const lane = this.#lanes.get(laneKey(topic, p));
    if (lane === undefined) throw new TapewireError('COMMIT_REFUSED', `${topic}/${p} was given away`, { topic, p });
    let inFlight = Promise.resolve();
    for (const chunk of chunksOf(records, this.#options.batch)) {
      const accepted = lane.accept(chunk);
      await inFlight;
      inFlight = this.#commit(lane, topic, chunk, accepted);
      // Its failure is seen by the next await, which may only come after more work.
      inFlight.catch(() => undefined);
    }
    await inFlight;
  };

  readonly drop = (p: number, topic: string): void => {
    this.#lanes.delete(laneKey(topic, p));
  };

  async #commit(lane: Lane, topic: string, chunk: readonly InRecord[], accepted: readonly Accepted[]): Promise<void> {
    const { metrics, now } = this.#options;
    const tape = this.#tapeOf(topic);
    const began = performance.now();
    const parent = chunk.map(({ headers }) => extractTrace(headers)).find((trace) => trace !== undefined);
    const outcome = await withSpan('index', parent, () => lane.commit(accepted), { tape, rows: accepted.length });
    metrics.add('tapewire_records_in_total', chunk.length, { source: tape });
    metrics.add('tapewire_records_skipped_total', chunk.length - accepted.length, { reason: 'known' });
    metrics.add('tapewire_commits_total', 1, { result: outcome });
    metrics.record('tapewire_batch_records', accepted.length, { hop: `indexer-${tape}` });
    metrics.record('tapewire_batch_seconds', (performance.now() - began) / 1000, { hop: `indexer-${tape}` });
    const last = accepted.at(-1);
    if (last !== undefined) metrics.record('tapewire_hop_latency_seconds', Math.max(0, now() - last.recvTs) / 1000, { hop: `indexer-${tape}` });
  }

  async #refuse(p: number, { key, value }: InRecord, off: number, reason: string): Promise<void> {
    const { producer, names, metrics, logger } = this.#options;
    const letter: DeadLetter = { v: RECORD_VERSION, pos: { p, off }, stage: 'redis-indexer', reason, value: value.toString() };
    await producer.send(names.topics.dlq, p, [{ key, value: JSON.stringify(letter) }]);
    metrics.add('tapewire_dead_letters_total', 1, { stage: 'redis-indexer' });
    logger.error({ p, off, reason }, 'a record cannot be indexed; it is in the dead-letter topic');
  }

  #tapeOf(topic: string): Tape {
    const tape = this.#tapes.get(topic);
    if (tape === undefined) throw new TypeError(`${topic} is none of the tapes ${[...this.#tapes.keys()].join(', ')}`);
    return tape;
  }
}

const laneKey = (topic: string, p: number): string => `${topic}/${p}`;
