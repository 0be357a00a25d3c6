import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { StampedRecord } from './stamped-record.ts';

/** A file of the spool. */
export interface Segment {
  readonly path: string;
  readonly first: number;
  last: number;
  bytes: number;
}

const SEGMENT_BYTES = 4 * 1024 * 1024;

/**
 * Keeps on disk, in order, what is read while Kafka is away, up to a limit. It belongs to one process: what a source
 * gave to an earlier one it gives again.
 */
export class Spool {
  readonly #dir: string;
  readonly #maxBytes: number;
  readonly #segments: Segment[] = [];
  #writer: FileHandle | undefined;
  #bytes = 0;
  #count = 0;

  private constructor(dir: string, maxBytes: number) {
    this.#dir = dir;
    this.#maxBytes = maxBytes;
  }

  /** An empty spool in a folder of its own; what the folder holds is deleted. */
  static async open(dir: string, maxBytes: number): Promise<Spool> {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    return new Spool(dir, maxBytes);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#maxBytes;
  }

  /** Number of the first record in it. */
  get first(): number | undefined {
    return this.#segments[0]?.first;
  }

  /** Adds records behind those in it. */
  async append(records: readonly StampedRecord[]): Promise<void> {
    const [first] = records;
    const last = records.at(-1);
    if (first === undefined || last === undefined) return;
    const data = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    let segment = this.#segments.at(-1);
    if (segment === undefined || this.#writer === undefined || segment.bytes >= SEGMENT_BYTES) {
      await this.#closeWriter();
      segment = { path: join(this.#dir, `${String(++this.#count).padStart(8, '0')}.ndjson`), first: first.n, last: last.n, bytes: 0 };
      this.#writer = await open(segment.path, 'a');
      this.#segments.push(segment);
    }
    segment.last = last.n;
    segment.bytes += data.length;
    this.#bytes += data.length;
    await this.#writer.write(data);
  }

  /** The oldest segment's records; it stays until it is removed. Later records go to another segment. */
  async read(): Promise<{ readonly segment: Segment; readonly records: readonly StampedRecord[] } | undefined> {
    const [segment] = this.#segments;
    if (segment === undefined) return undefined;
    if (this.#segments.length === 1) await this.#closeWriter();
    const text = await readFile(segment.path, 'utf8');
    return { segment, records: text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as StampedRecord) };
  }

  /** Deletes the oldest segment. */
  async remove(segment: Segment): Promise<void> {
    if (this.#segments[0] !== segment) return;
    this.#segments.shift();
    this.#bytes -= segment.bytes;
    await rm(segment.path, { force: true });
  }

  async close(): Promise<void> {
    await this.#closeWriter();
  }

  async #closeWriter(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.close();
  }
}
