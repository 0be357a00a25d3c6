import type { FeedCodec, FeedEvent } from '@tapewire/contracts';
import { CODECS, CONTROL_SOURCE, controlCodec, eventTime, type RecordText } from '@tapewire/feeds';
import type { LogRecord } from '@tapewire/kafka';

/** Where an earlier process got with a line, by its last `clock` record. */
export interface Resume {
  readonly line: string;
  /** Number of the last record that is known to be acknowledged with all before it. */
  readonly acked: number;
  /** The source's time then, epoch milliseconds. */
  readonly ts: number;
}

/** The last records of a partition, oldest first. */
export type ReadTail = (partition: number, records: number) => Promise<readonly LogRecord[]>;

/** A clock is written to every partition each second, so a quiet partition has it near its end. */
const TAILS = [50, 2000, 50_000];

/** The furthest clock of a line that passes `isOurs`; undefined when the raw log knows none. */
export async function findResume(partitions: number, readTail: ReadTail, isOurs: (line: string) => boolean): Promise<Resume | undefined> {
  for (const records of TAILS) {
    const tails = await Promise.all(Array.from({ length: partitions }, (_, p) => readTail(p, records)));
    const clocks = tails.flatMap((tail) => tail.flatMap((record) => readClock(record) ?? [])).filter((clock) => isOurs(clock.line));
    const [first, ...others] = clocks;
    if (first !== undefined) return others.reduce((best, clock) => (isFurther(clock, best) ? clock : best), first);
    if (tails.every((tail) => tail.length < records)) return undefined;
  }
  return undefined;
}

/**
 * What the raw log holds of a source's last records, with times as the codec reads them: a vendor that sends again sends
 * these too.
 */
export async function findLast(partitions: number, readTail: ReadTail, source: string, since: number): Promise<RecordText[]> {
  const codec = CODECS.get(source);
  if (codec === undefined) return [];
  const found: RecordText[] = [];
  for (let p = 0; p < partitions; p++) found.push(...(await lastOf((records) => readTail(p, records), codec, since)));
  return found;
}

async function lastOf(readTail: (records: number) => Promise<readonly LogRecord[]>, codec: FeedCodec, since: number): Promise<RecordText[]> {
  for (const records of TAILS) {
    const tail = await readTail(records);
    const isAll = tail.length < records || receivedAt(tail[0]) < since;
    if (isAll || records === TAILS.at(-1)) return tail.filter((record) => receivedAt(record) >= since).flatMap((record) => readText(record, codec) ?? []);
  }
  return [];
}

const receivedAt = (record: LogRecord | undefined): number => Number(record?.headers['recvTs'] ?? 0);

function readText({ headers: { source, kind = '' }, value }: LogRecord, codec: FeedCodec): RecordText | undefined {
  if (source !== codec.source || value === null) return undefined;
  const text = value.toString();
  return { ts: eventTime(codec.decode(kind, text)), value: text };
}

const isFurther = (a: Resume, b: Resume): boolean => a.ts > b.ts || (a.ts === b.ts && a.acked > b.acked);

function readClock({ headers, value }: LogRecord): Extract<FeedEvent, { kind: 'clock' }> | undefined {
  if (headers['source'] !== CONTROL_SOURCE || headers['kind'] !== 'clock' || value === null) return undefined;
  const event = controlCodec.decode('clock', value.toString());
  return event.kind === 'clock' ? event : undefined;
}
