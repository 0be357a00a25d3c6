import type { OutRecord, PartitionProducer } from '@tapewire/kafka';
import type { StateChunk, TapeConfig } from '@tapewire/market';
import type { OutputHeads } from '../stage/output-heads.ts';
import { hashChunks, hashText } from './hash.ts';
import { CHECKPOINT_VERSION, type ChunkEntry, type Manifest } from './manifest.ts';
import { chunkKey, manifestKey } from './state-keys.ts';

/** Well below the largest record Kafka takes, whatever the characters. */
const PART_CHARACTERS = 250_000;

/** What a checkpoint says beside the state itself. */
export interface CheckpointPlace {
  readonly offset: number;
  readonly fingerprint: string;
  readonly heads: OutputHeads;
}

export interface CheckpointWriterOptions {
  readonly producer: PartitionProducer;
  readonly topic: string;
  readonly p: number;
  readonly epoch: number;
  readonly config: TapeConfig;
  /** Names this life of the partition: unique. */
  readonly life: string;
  /** Keys of earlier lives, removed after the first checkpoint of this one. */
  readonly leftovers: readonly string[];
}

/** Writes the checkpoints of one life of a partition: changed chunks, then the manifest, then tombstones. */
export class CheckpointWriter {
  readonly #options: CheckpointWriterOptions;
  #chunks: ReadonlyMap<string, ChunkEntry> = new Map();
  #garbage: readonly string[];
  #next = 0;

  constructor(options: CheckpointWriterOptions) {
    this.#options = options;
    this.#garbage = options.leftovers;
  }

  /** Resolves with the bytes of the chunks written, once the checkpoint stands. */
  async write(place: CheckpointPlace, state: readonly StateChunk[]): Promise<number> {
    const { producer, topic, p, epoch, config, life } = this.#options;
    const records: OutRecord[] = [];
    const chunks = state.map((chunk) => this.#entry(chunk, records));
    const manifest: Manifest = { v: CHECKPOINT_VERSION, epoch, p, ...place, chunks, hash: hashChunks(chunks), config };
    if (records.length > 0) await producer.send(topic, p, records);
    await producer.send(topic, p, [{ key: manifestKey(p, life), value: JSON.stringify(manifest) }]);
    const garbage = [...this.#garbage, ...this.#unnamed(chunks)];
    this.#chunks = new Map(chunks.map((entry) => [entry.name, entry]));
    this.#garbage = garbage;
    if (garbage.length > 0) await producer.send(topic, p, garbage.map((key) => ({ key, value: null })));
    this.#garbage = [];
    return records.reduce((bytes, { value }) => bytes + (value?.length ?? 0), 0);
  }

  /** The entry of a chunk: as before when it has not changed, else with new records. */
  #entry({ key: name, bytes }: StateChunk, records: OutRecord[]): ChunkEntry {
    const hash = hashText(bytes);
    const before = this.#chunks.get(name);
    if (before?.hash === hash) return before;
    const { p, life } = this.#options;
    const keys: string[] = [];
    for (let at = 0; at === 0 || at < bytes.length; at += PART_CHARACTERS) {
      const key = chunkKey(p, life, this.#next++);
      keys.push(key);
      records.push({ key, value: bytes.slice(at, at + PART_CHARACTERS) });
    }
    return { name, keys, hash };
  }

  #unnamed(chunks: readonly ChunkEntry[]): string[] {
    const named = new Set(chunks.flatMap(({ keys }) => keys));
    return [...this.#chunks.values()].flatMap(({ keys }) => keys).filter((key) => !named.has(key));
  }
}
