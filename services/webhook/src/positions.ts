import type { Names } from '@tapewire/contracts';
import type { LogReader, PartitionProducer } from '@tapewire/kafka';
import { z } from 'zod';

/** Up to where the alerts of a partition have been posted. */
export interface PostedTo {
  /** Offset in the alerts topic to go on at. */
  readonly next: number;
  /** Position of the last alerts that were posted: a record with one not above it is a double. */
  readonly head: number;
}

const postedSchema = z.object({ next: z.int().min(0), head: z.int().min(-1) });

/** Remembers in the compacted state topic how far each partition is. */
export class Positions {
  readonly #reader: LogReader;
  readonly #producer: PartitionProducer;
  readonly #topics: Names['topics'];

  constructor(reader: LogReader, producer: PartitionProducer, { topics }: Names) {
    this.#reader = reader;
    this.#producer = producer;
    this.#topics = topics;
  }

  /** Where to go on. A new installation begins with what comes from now on, and notes that at once. */
  async read(p: number): Promise<PostedTo> {
    const { low, high } = await this.#reader.range(this.#topics.alerts, p);
    const key = keyOf(p);
    const value = (await this.#reader.latest(this.#topics.state, p, [key])).get(key)?.value;
    const known = value === undefined || value === null ? undefined : postedSchema.parse(JSON.parse(value.toString()));
    if (known !== undefined && known.next <= high) return { ...known, next: Math.max(known.next, low) };
    const first = { next: high, head: -1 };
    await this.write(p, first);
    return first;
  }

  async write(p: number, posted: PostedTo): Promise<void> {
    await this.#producer.send(this.#topics.state, p, [{ key: keyOf(p), value: JSON.stringify(posted) }]);
  }
}

const keyOf = (p: number): string => `webhook/${p}`;
