import { hash } from 'node:crypto';
import type { ChunkEntry } from './manifest.ts';

export const hashText = (text: string): string => hash('sha1', text);

/** One hash for all chunks, names and order included. */
export const hashChunks = (chunks: readonly ChunkEntry[]): string => hashText(chunks.map(({ name, hash: h }) => `${name} ${h}`).join('\n'));
