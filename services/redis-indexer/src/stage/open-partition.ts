import { TapewireError, type Tape } from '@tapewire/contracts';
import { fingerprintOf, type LogRange, type LogReader, type LogRecord } from '@tapewire/kafka';
import { LAYOUT, type PartitionState, type TapeWriter } from '@tapewire/redis';
import type { Logger } from '@tapewire/telemetry';
import { firstKept } from '../retention/first-kept.ts';
import { parseOutput, receivedAt } from '../tapes/output.ts';

/** A partition of a tape, and the topic it comes from. */
export interface Source {
  readonly tape: Tape;
  readonly topic: string;
  readonly p: number;
}

/** What is read of a log besides its stream of records. */
export type LogLookup = Pick<LogReader, 'range' | 'readOne'>;

export interface OpenOptions {
  readonly epoch: number;
  readonly writer: TapeWriter;
  readonly reader: LogLookup;
  /** Whether what was received then (epoch milliseconds) still belongs into Redis. */
  readonly isKept: (recvTs: number) => boolean;
  /** Fault suite only: false does not compare fingerprints. */
  readonly fingerprints: boolean;
  readonly logger: Logger;
}

/** Opened when Kafka held nothing of the partition any more: which position comes next is not known. */
export const isUnfilled = ({ head, topicOffset }: PartitionState): boolean => head === -1 && topicOffset >= 0;

/**
 * Finds out where Redis is in a partition and whether the log still is the one it was filled from. A Redis that knows
 * nothing of the partition, or only an older epoch's or an older build's, or less than Kafka still holds, is filled anew
 * from the first record that has not expired.
 */
export async function openPartition(source: Source, options: OpenOptions): Promise<PartitionState> {
  const { epoch, writer, reader, logger } = options;
  const { tape, topic, p } = source;
  const state = await writer.state(tape, p);
  if (state.epoch > epoch) {
    throw contradiction(source, `Redis is in epoch ${state.epoch}, newer than this log's ${epoch}`);
  }
  if (state.epoch === epoch && state.layout > LAYOUT) {
    throw contradiction(source, `a newer build has filled it, in layout ${state.layout}, this one writes ${LAYOUT}`);
  }
  const range = await reader.range(topic, p);
  const isOwnLayout = state.layout === LAYOUT;
  const goesOn = state.topicOffset + 1 >= range.low && !(isUnfilled(state) && range.high > state.topicOffset + 1);
  if (state.epoch === epoch && isOwnLayout && goesOn) {
    if (options.fingerprints) await compare(source, state, range, reader);
    return state;
  }
  if (state.epoch !== 0) {
    const why = isOwnLayout ? 'what Redis has does not join with the log' : `an earlier build has filled Redis, in layout ${state.layout} where this one writes ${LAYOUT}`;
    logger.warn({ tape, p, epoch, range, was: state }, `${why}, filling it anew`);
    await writer.drop(tape, state);
  }
  return fill(source, range, options);
}

async function compare(source: Source, state: PartitionState, range: LogRange, reader: LogLookup): Promise<void> {
  const { topic, p } = source;
  const { topicOffset, fingerprint } = state;
  if (topicOffset >= range.high) {
    throw contradiction(source, `Redis has record ${topicOffset}, the log ends at ${range.high}`);
  }
  const record = topicOffset < range.low ? undefined : await reader.readOne(topic, p, topicOffset);
  if (record === undefined) return;
  const found = fingerprintOf(record);
  if (found !== fingerprint) throw contradiction(source, `record ${topicOffset} was ${fingerprint}, is ${found}`);
}

async function fill(source: Source, range: LogRange, options: OpenOptions): Promise<PartitionState> {
  const { tape, topic, p } = source;
  const { writer, reader, epoch, logger } = options;
  // Refused when another indexer has opened it meanwhile; its state is then read below.
  await writer.purge(tape, p);
  const recvTsOf = (record: LogRecord): number => receivedAt(parseOutput(p, record), record);
  const from = await firstKept(range, (offset) => reader.readOne(topic, p, offset), (record) => options.isKept(recvTsOf(record)));
  const [first, last] = await Promise.all([reader.readOne(topic, p, from), from === 0 ? undefined : reader.readOne(topic, p, from - 1)]);
  const before = last === undefined ? undefined : parseOutput(p, last);
  const head = before?.off ?? (first === undefined ? -1 : parseOutput(p, first).prev);
  const start = {
    tape, p, epoch, head,
    topicOffset: from - 1,
    fingerprint: last === undefined ? '' : fingerprintOf(last),
    floor: head + 1,
    since: first === undefined ? 0 : recvTsOf(first),
  };
  logger.info({ ...start, range }, 'filling a partition of Redis from the log');
  await writer.open(start);
  return writer.state(tape, p);
}

const contradiction = ({ tape, topic, p }: Source, what: string): TapewireError =>
  new TapewireError('LOG_CONTRADICTS_STATE', `${topic}/${p} contradicts Redis: ${what}`, { tape, topic, p });
