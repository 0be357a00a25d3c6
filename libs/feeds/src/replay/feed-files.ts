import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TapewireError } from '@tapewire/contracts';
import type { FlatKind } from '../massive/flat-columns.ts';

/** A file of a replay and what its rows are. */
export interface FeedFile {
  readonly path: string;
  readonly kind: FlatKind;
}

/** What a path holds to be replayed. */
export interface FeedFiles {
  /** Name of the folder or file, without the endings of a file. */
  readonly name: string;
  readonly files: readonly FeedFile[];
}

const IN_FOLDER: readonly (readonly [string, FlatKind])[] = [
  ['trades', 'trade'], ['quotes', 'quote'], ['open-interest', 'openInterest'], ['underlying', 'underlying'],
];
const ENDINGS = ['.csv', '.csv.gz'];

/** The files of a folder (`trades`, `quotes`, `open-interest`, `underlying`; `.csv` or `.csv.gz`), or one file of trades. */
export function findFeedFiles(path: string): FeedFiles {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw unreadable(path, 'a folder or a file (.csv, .csv.gz, .dbn, .dbn.zst)', 'nothing');
  const name = basename(resolve(path));
  if (!stat.isDirectory()) {
    const ending = ENDINGS.find((e) => path.endsWith(e));
    if (ending === undefined) throw unreadable(path, 'a file that ends in .csv, .csv.gz, .dbn or .dbn.zst', name);
    return { name: name.slice(0, -ending.length), files: [{ path, kind: 'trade' }] };
  }
  const files = IN_FOLDER.flatMap(([base, kind]) => {
    const found = ENDINGS.map((ending) => join(path, base + ending)).find((file) => existsSync(file));
    return found === undefined ? [] : [{ path: found, kind }];
  });
  if (!files.some((file) => file.kind === 'trade')) throw unreadable(path, 'trades.csv or trades.csv.gz in it', 'a folder without');
  return { name, files };
}

export const unreadable = (path: string, expected: string, was: string, cause?: unknown): TapewireError =>
  new TapewireError('FEED_UNREADABLE', `${path}: expected ${expected}, was ${was}`, { path }, cause);
