import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { TapewireError, type Names } from '@tapewire/contracts';
import { fingerprintOf, type LogReader, type LogRange } from '@tapewire/kafka';
import { PartitionTape, type TapeConfig } from '@tapewire/market';
import type { Logger } from '@tapewire/telemetry';
import { loadCheckpoint, type Checkpoint } from '../checkpoint/load-checkpoint.ts';
import { NO_OUTPUT, type OutputHeads } from './output-heads.ts';
import { furthest, readTails, type Tails } from './output-tails.ts';

/** A partition ready to go on: its state as it was after the record before `from`. */
export interface OpenedPartition {
  readonly tape: PartitionTape;
  readonly from: number;
  /** Last position of each output as of `from`. */
  readonly heads: OutputHeads;
  /** Last position that each output topic holds already; never read as state, only to leave out what is there. */
  readonly tails: OutputHeads;
  /** Keys of the state topic that a new checkpoint supersedes. */
  readonly leftovers: readonly string[];
}

export interface OpenOptions {
  readonly reader: LogReader;
  readonly names: Names;
  readonly epoch: number;
  readonly config: TapeConfig;
  readonly logger: Logger;
  /** Off only in fault tests. */
  readonly compareFingerprint: boolean;
}

/** After a leader moved, a broker may for a moment not yet show the end of the log; so long it is asked again. */
const END_TRIES = 20;
const END_RETRY_MS = 250;

/**
 * Loads the last checkpoint of a partition and holds it against the log. Throws LOG_CONTRADICTS_STATE when the log is
 * not the one that the state was made from, HOLE_IN_POSITIONS when records between the two are gone.
 */
export async function openPartition(p: number, options: OpenOptions): Promise<OpenedPartition> {
  const { reader, names, epoch, config, logger } = options;
  const { topics } = names;
  const [found, tails] = await Promise.all([loadCheckpoint(reader, topics.state, p, epoch), readTails(reader, topics, p)]);
  if (found.refused.length > 0) logger.warn({ p, refused: found.refused }, 'checkpoints that do not count');
  const head = found.checkpoint?.manifest.offset ?? -1;
  const range = await rangeReaching(reader, topics.raw, p, Math.max(head, furthest(tails)));
  if (options.compareFingerprint) {
    await compareTails(options, p, tails, range);
    if (found.checkpoint !== undefined) await compareFingerprint(options, p, found.checkpoint, range);
  }
  const { positions } = tails;
  if (found.checkpoint === undefined) {
    if (range.low > 0 && furthest(tails) >= 0) {
      throw new TapewireError('STATE_CORRUPT', `Partition ${p} has outputs but no checkpoint, and its log begins at ${range.low}, expected 0: it cannot be made again`, { p });
    }
    return { tape: new PartitionTape(p, config), from: range.low, heads: NO_OUTPUT, tails: positions, leftovers: found.keys };
  }
  const { manifest, chunks } = found.checkpoint;
  const from = manifest.offset + 1;
  if (range.low > from) {
    throw new TapewireError('HOLE_IN_POSITIONS', `Partition ${p} goes on at ${from}, but ${topics.raw} begins at ${range.low}: records are lost to retention`, { p });
  }
  if (!isDeepStrictEqual(manifest.config, { ...config })) {
    logger.info({ p, from, was: manifest.config, is: config }, 'the config changes here');
  }
  return { tape: PartitionTape.restore(p, config, chunks), from, heads: manifest.heads, tails: positions, leftovers: found.keys };
}

async function rangeReaching(reader: LogReader, topic: string, p: number, offset: number): Promise<LogRange> {
  for (let tries = 1; ; tries++) {
    const range = await reader.range(topic, p);
    if (range.high > offset) return range;
    if (tries === END_TRIES) {
      throw new TapewireError('LOG_CONTRADICTS_STATE', `${topic}/${p} ends before ${range.high}, expected it to hold ${offset}: it is not the log the state was made from`, { p });
    }
    await delay(END_RETRY_MS);
  }
}

async function compareFingerprint({ reader, names, logger }: OpenOptions, p: number, { manifest }: Checkpoint, range: LogRange): Promise<void> {
  const { raw } = names.topics;
  const { offset, fingerprint } = manifest;
  if (offset < range.low) {
    logger.warn({ p, offset, low: range.low }, 'the record of the checkpoint is gone, so the log cannot be compared with it');
    return;
  }
  const record = await reader.readOne(raw, p, offset);
  const was = record === undefined ? 'nothing' : fingerprintOf(record);
  if (was !== fingerprint) {
    throw new TapewireError('LOG_CONTRADICTS_STATE', `${raw}/${p} is not the log of the checkpoint: record ${offset} expected ${fingerprint}, was ${was}`, { p, offset });
  }
}

/** What was written last came from a raw record that must still be the same. */
async function compareTails({ reader, names }: OpenOptions, p: number, { lastTrade }: Tails, range: LogRange): Promise<void> {
  if (lastTrade === undefined || lastTrade.off < range.low) return;
  const { raw } = names.topics;
  const record = await reader.readOne(raw, p, lastTrade.off);
  if (Number(record?.headers['recvTs']) !== lastTrade.recvTs) {
    throw new TapewireError(
      'LOG_CONTRADICTS_STATE',
      `${raw}/${p} is not the log of ${names.topics.trades}: record ${lastTrade.off} expected recvTs ${lastTrade.recvTs}, was ${record?.headers['recvTs'] ?? 'nothing'}`,
      { p, offset: lastTrade.off },
    );
  }
}
