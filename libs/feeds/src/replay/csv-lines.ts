import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { unreadable } from './feed-files.ts';

/** Lines of a file that stand one after another; the first has the number `first` (the file's first line is 1). */
export interface Lines {
  readonly first: number;
  readonly lines: readonly string[];
}

const CHUNK_BYTES = 256 * 1024;
/** No row is nearly as long; a file without line ends is none of ours. */
const LINE_MAX = 1024 * 1024;

/** The lines of a plain or gzipped text file, without their ends. Memory stays that of a chunk. */
export async function* readLines(path: string, chunkBytes = CHUNK_BYTES): AsyncGenerator<Lines> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const gunzip = path.endsWith('.gz') ? createGunzip({ chunkSize: chunkBytes }) : undefined;
  const bytes: AsyncIterable<Buffer> = gunzip === undefined ? file : file.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  const decoder = new StringDecoder('utf8');
  let first = 1;
  let rest = '';
  try {
    for await (const chunk of bytes) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX) throw new Error(`line ${first + lines.length} is longer than ${LINE_MAX} characters`);
      if (lines.length > 0) yield { first, lines: lines.map(withoutReturn) };
      first += lines.length;
    }
  } catch (error) {
    throw unreadable(path, 'text in lines', error instanceof Error ? error.message : 'unreadable', error);
  } finally {
    file.destroy();
  }
  rest += decoder.end();
  if (rest !== '') yield { first, lines: [withoutReturn(rest)] };
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
