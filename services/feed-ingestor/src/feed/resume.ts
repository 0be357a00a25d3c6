import type { FeedEvent } from '@tapewire/contracts';
import { CONTROL_SOURCE, controlCodec } from '@tapewire/feeds';
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

const isFurther = (a: Resume, b: Resume): boolean => a.ts > b.ts || (a.ts === b.ts && a.acked > b.acked);

function readClock({ headers, value }: LogRecord): Extract<FeedEvent, { kind: 'clock' }> | undefined {
  if (headers['source'] !== CONTROL_SOURCE || headers['kind'] !== 'clock' || value === null) return undefined;
  const event = controlCodec.decode('clock', value.toString());
  return event.kind === 'clock' ? event : undefined;
}
