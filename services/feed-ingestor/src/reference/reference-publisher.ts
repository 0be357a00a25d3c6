import type { Names } from '@tapewire/contracts';
import { EVERY_UNDERLYING } from '@tapewire/feeds';
import { type LogReader, type OutRecord, partitionOf, type PartitionProducer } from '@tapewire/kafka';
import { toOutRecord } from '../publish/stamped-record.ts';
import { PublicationLog } from '../settings/publication-log.ts';
import type { NumberedLine } from './reference-file.ts';

export interface ReferencePublisherOptions {
  readonly names: Names;
  readonly partitions: number;
  readonly reader: LogReader;
  readonly producer: PartitionProducer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Lines that are read before they are written. */
const BATCH = 5000;

/** Puts a morning's reference data on the raw log: each line in its underlying's partition or in all, once for each file. */
export class ReferencePublisher {
  readonly #options: ReferencePublisherOptions;
  readonly #log: PublicationLog;

  constructor(options: ReferencePublisherOptions) {
    this.#options = options;
    this.#log = new PublicationLog(options.reader, options.producer, options.names, 'reference');
  }

  /**
   * Publishes what was not published yet and resolves with its version; undefined when it was. A process that died half-way is
   * repeated under the same keys, which the tape takes once.
   */
  async publish(hash: string, lines: AsyncIterable<NumberedLine>): Promise<number | undefined> {
    const { partitions } = this.#options;
    const last = await this.#log.last();
    if (last?.hash === hash && last.at.length > 0) return undefined;
    const version = last?.hash === hash ? last.version : await this.#log.begin(hash);
    const at = Array.from({ length: partitions }, (): number | null => null);
    let waiting: OutRecord[][] = at.map(() => []);
    let count = 0;
    const flush = async (): Promise<void> => {
      const batches = waiting;
      waiting = at.map(() => []);
      count = 0;
      await Promise.all(batches.map(async (records, p) => {
        if (records.length === 0) return;
        const offset = await this.#write(p, records);
        at[p] ??= offset;
      }));
    };
    for await (const line of lines) {
      const record = toOutRecord({ ...line, key: `reference-${version}:${line.n}`, recvTs: this.#options.now() });
      for (const p of this.#partitionsOf(line.underlying)) waiting[p]?.push(record);
      count += 1;
      if (count >= BATCH) await flush();
    }
    await flush();
    await this.#log.done({ version, hash, at });
    return version;
  }

  #partitionsOf(underlying: string): readonly number[] {
    const { partitions } = this.#options;
    return underlying === EVERY_UNDERLYING ? Array.from({ length: partitions }, (_, p) => p) : [partitionOf(underlying, partitions)];
  }

  async #write(p: number, records: readonly OutRecord[]): Promise<number> {
    const { producer, names } = this.#options;
    return (await producer.send(names.topics.raw, p, records)).baseOffset;
  }
}
