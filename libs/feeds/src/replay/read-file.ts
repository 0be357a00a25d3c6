import type { FeedEvent } from '@tapewire/contracts';
import type { Reject } from '../source/feed-source.ts';
import { columnOrder } from './columns.ts';
import { readLines } from './csv-lines.ts';
import type { FeedFile } from './feed-files.ts';
import { type ReadRow, type Row, rowReader } from './row.ts';

export interface ReadFileOptions {
  /** How rejects name the file. */
  readonly label: string;
  /** Whole days to move times and expirations by. */
  readonly shift: number;
  /** Cells of columns that the file has not got. */
  readonly constants: Readonly<Record<string, string>>;
  readonly onRow: (row: Row, event: FeedEvent) => Promise<void> | undefined;
  readonly onReject: (reject: Reject) => Promise<void>;
}

/** Reads a whole file: every line is a row, a reject, or empty. */
export async function readFeedFile(file: FeedFile, options: ReadFileOptions): Promise<void> {
  let read: ((text: string, line: number) => ReadRow) | undefined;
  for await (const { first, lines } of readLines(file.path)) {
    for (const [i, text] of lines.entries()) {
      if (read === undefined) {
        read = rowReader(file.kind, columnOrder(file.path, file.kind, text, options.constants), options.shift);
      } else if (text !== '') {
        const found = read(text, first + i);
        const wait = 'row' in found
          ? options.onRow(found.row, found.event)
          : options.onReject({ file: options.label, line: first + i, reason: found.reason, value: text });
        if (wait !== undefined) await wait;
      }
    }
  }
}
