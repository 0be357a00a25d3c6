import type { Names } from '@tapewire/contracts';
import type { LogReader, LogRecord, PartitionProducer } from '@tapewire/kafka';
import { z } from 'zod';

/** What was published to the raw log's partitions, and where each of them has it. */
export interface Publication {
  /** Rises with every change, whichever ingestor made it. */
  readonly version: number;
  readonly hash: string;
  /** By partition, the offset it got there; null where it is not known to be there. */
  readonly at: readonly (number | null)[];
}

const begunSchema = z.object({ hash: z.string() });
const doneSchema = z.object({ version: z.int(), at: z.array(z.int().nullable()) });

const json = ({ value }: LogRecord): unknown => JSON.parse(String(value));

/** Like epochs, what all partitions share is kept in the first one of the state topic. */
const PARTITION = 0;

/**
 * Remembers in the compacted state topic what was published, so that a new process does not publish it again. A version is the
 * offset of the record that announced it: no two ingestors can give out the same one.
 */
export class PublicationLog {
  readonly #reader: LogReader;
  readonly #producer: PartitionProducer;
  readonly #topic: string;
  readonly #begunKey: string;
  readonly #doneKey: string;

  /** `what` tells kinds of publications apart. */
  constructor(reader: LogReader, producer: PartitionProducer, { topics }: Names, what: string) {
    this.#reader = reader;
    this.#producer = producer;
    this.#topic = topics.state;
    this.#begunKey = `published/${what}`;
    this.#doneKey = `published/${what}/at`;
  }

  /** The last publication that was begun; undefined when there was none. */
  async last(): Promise<Publication | undefined> {
    const found = await this.#reader.latest(this.#topic, PARTITION, [this.#begunKey, this.#doneKey]);
    const begunRecord = found.get(this.#begunKey);
    if (begunRecord === undefined) return undefined;
    const { hash } = begunSchema.parse(json(begunRecord));
    const doneRecord = found.get(this.#doneKey);
    const done = doneRecord === undefined ? undefined : doneSchema.parse(json(doneRecord));
    return { version: begunRecord.offset, hash, at: done?.version === begunRecord.offset ? done.at : [] };
  }

  /** Announces that content is about to be published; its version. */
  async begin(hash: string): Promise<number> {
    const { baseOffset } = await this.#producer.send(this.#topic, PARTITION, [{ key: this.#begunKey, value: JSON.stringify({ hash }) }]);
    return baseOffset;
  }

  /** Notes where it went. */
  async done({ version, at }: Publication): Promise<void> {
    await this.#producer.send(this.#topic, PARTITION, [{ key: this.#doneKey, value: JSON.stringify({ version, at }) }]);
  }
}
