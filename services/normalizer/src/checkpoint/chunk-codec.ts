import { hash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ChunkEntry } from './manifest.ts';

/** Fast rather than small: state is mostly numbers that repeat, which any level finds. */
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Well below the largest record Kafka takes. */
const PART_BYTES = 500_000;

/** The bytes of a chunk as they are stored: compressed, in parts that each fit into a record. */
export function packChunk(bytes: string): Buffer[] {
  const packed = zstdCompressSync(bytes, OPTIONS);
  const parts = Math.max(1, Math.ceil(packed.length / PART_BYTES));
  return Array.from({ length: parts }, (_, i) => packed.subarray(i * PART_BYTES, (i + 1) * PART_BYTES));
}

export const unpackChunk = (parts: readonly Buffer[]): string => zstdDecompressSync(Buffer.concat(parts)).toString();

export const hashText = (text: string): string => hash('sha1', text);

/** One hash for all chunks, names and order included. */
export const hashChunks = (chunks: readonly ChunkEntry[]): string => hashText(chunks.map(({ name, hash: h }) => `${name} ${h}`).join('\n'));
