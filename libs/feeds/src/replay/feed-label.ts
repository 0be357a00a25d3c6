import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FeedFiles } from './feed-files.ts';

const HEAD_BYTES = 64 * 1024;
const HASH_DIGITS = 6;

/**
 * What the keys of a replay begin with: the folder's or file's name, a hash of size and beginning of its files (another
 * file of the same name is another line, or its rows would pass for ones already seen), and the shift.
 */
export async function feedLabel({ name, files }: FeedFiles, shift: number): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, kind } of files) {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      hash.update(`${kind} ${size} `).update(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  }
  const label = `${name}@${hash.digest('hex').slice(0, HASH_DIGITS)}`;
  return shift === 0 ? label : `${label}${shift > 0 ? '+' : ''}${shift}`;
}
