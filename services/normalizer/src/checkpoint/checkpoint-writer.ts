import { setImmediate as breathe } from 'node:timers/promises';
import type { OutRecord, PartitionProducer } from '@tapewire/kafka';
import type { StateChunk, TapeConfig } from '@tapewire/market';
import type { OutputHeads } from '../stage/output-heads.ts';
import { hashChunks, hashText, packChunk } from './chunk-codec.ts';
import { CHECKPOINT_VERSION, type ChunkEntry, type Manifest } from './manifest.ts';
import { chunkKey, manifestKey } from './state-keys.ts';

/** So long at a time the event loop is kept from the tape. */
const SLICE_MS = 5;

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

/** A chunk of the last checkpoint, and the object it was made from. */
interface Written {
  readonly chunk: StateChunk;
  readonly entry: ChunkEntry;
}

/** Writes the checkpoints of one life of a partition: changed chunks, then the manifest, then tombstones. */
export class CheckpointWriter {
  readonly #options: CheckpointWriterOptions;
  #written: ReadonlyMap<string, Written> = new Map();
  #garbage: readonly string[];
  #next = 0;

  constructor(options: CheckpointWriterOptions) {
    this.#options = options;
    this.#garbage = options.leftovers;
  }

  /**
   * Takes the state as it is at this moment, before the first await, and resolves with the bytes that were stored once
   * the checkpoint stands. One at a time.
   */
  async write(place: CheckpointPlace, state: Iterable<StateChunk>): Promise<number> {
    const { producer, topic, p, epoch, config, life } = this.#options;
    const taken = Array.from(state, (chunk) => this.#take(chunk));
    const written: Written[] = [];
    let slice = performance.now();
    const records: OutRecord[] = [];
    for (const { chunk, bytes } of taken) {
      const before = this.#written.get(chunk.key);
      if (bytes === undefined && before !== undefined) written.push(before);
      else {
        written.push({ chunk, entry: this.#pack(chunk.key, bytes ?? '', before?.entry, records) });
      }
      if (performance.now() - slice > SLICE_MS) {
        await breathe();
        slice = performance.now();
      }
    }
    const chunks = written.map(({ entry }) => entry);
    const manifest: Manifest = { v: CHECKPOINT_VERSION, epoch, p, ...place, chunks, hash: hashChunks(chunks), config };
    if (records.length > 0) await producer.send(topic, p, records);
    await producer.send(topic, p, [{ key: manifestKey(p, life), value: JSON.stringify(manifest) }]);
    this.#garbage = [...this.#garbage, ...this.#unnamed(chunks)];
    this.#written = new Map(written.map((one) => [one.entry.name, one]));
    if (this.#garbage.length > 0) await producer.send(topic, p, this.#garbage.map((key) => ({ key, value: null })));
    this.#garbage = [];
    return records.reduce((bytes, { value }) => bytes + (value?.length ?? 0), 0);
  }

  /** A chunk with its bytes, unless it is the very one that the last checkpoint holds. */
  #take(chunk: StateChunk): { readonly chunk: StateChunk; readonly bytes: string | undefined } {
    return { chunk, bytes: this.#written.get(chunk.key)?.chunk === chunk ? undefined : chunk.bytes };
  }

  /** The entry of a chunk: as before when its bytes are the same, else with new records. */
  #pack(name: string, bytes: string, before: ChunkEntry | undefined, records: OutRecord[]): ChunkEntry {
    const hash = hashText(bytes);
    if (before?.hash === hash) return before;
    const { p, life } = this.#options;
    const keys = packChunk(bytes).map((value) => {
      const key = chunkKey(p, life, this.#next++);
      records.push({ key, value });
      return key;
    });
    return { name, keys, hash };
  }

  #unnamed(chunks: readonly ChunkEntry[]): string[] {
    const named = new Set(chunks.flatMap(({ keys }) => keys));
    return [...this.#written.values()].flatMap(({ entry }) => entry.keys).filter((key) => !named.has(key));
  }
}
