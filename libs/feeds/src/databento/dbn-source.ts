import { basename } from 'node:path';
import { TapewireError, type FeedInfo } from '@tapewire/contracts';
import { underlyingOf } from '../fields/underlying.ts';
import { eventTime } from '../live/reading.ts';
import { feedLabel } from '../replay/feed-label.ts';
import { unreadable } from '../replay/feed-files.ts';
import type { FeedSource, Reject, SourceRecord } from '../source/feed-source.ts';
import { databentoCodec } from './databento-codec.ts';
import { DBN_ENDINGS, type DbnFileRecord, readDbnFile } from './dbn-file.ts';

export interface DbnOptions {
  readonly path: string;
  /** Whole days by which times and expirations move. */
  readonly shift: number;
  /** Takes what is no option trade or quote. All rejects come before the first record. */
  readonly onReject: (reject: Reject) => Promise<void>;
}

/** Whether a path names a file of Databento's. */
export const isDbnPath = (path: string): boolean => DBN_ENDINGS.some((ending) => path.endsWith(ending));

const nameOf = (path: string): string => basename(path).replace(/\.dbn(\.zst)?$/, '');

/** The line of a DBN file, without reading more than its beginning. */
export const dbnLine = ({ path, shift }: Pick<DbnOptions, 'path' | 'shift'>): Promise<string> => {
  return feedLabel({ name: nameOf(path), files: [{ path, kind: 'trade' }] }, shift);
};

/** A file in Databento's binary encoding as a feed. Such files are in order of time, and are read twice: once for what is no record. */
export class DbnSource implements FeedSource {
  readonly line: string;
  readonly info: FeedInfo;
  readonly begin: number;
  readonly start: number;
  readonly #options: DbnOptions;

  private constructor(options: DbnOptions, line: string, first: number, hasQuotes: boolean) {
    this.#options = options;
    this.line = line;
    this.begin = first;
    this.start = first;
    const lacks = ['conditions', 'cancels', 'spot', 'openInterest', ...(hasQuotes ? [] : ['quotes'])];
    this.info = { name: `Replay of ${nameOf(options.path)}`, source: databentoCodec.source, delay: 0, lacks };
  }

  static async open(options: DbnOptions): Promise<DbnSource> {
    const { path, shift, onReject } = options;
    const line = await dbnLine(options);
    let first = Infinity;
    let hasQuotes = false;
    for await (const batch of readDbnFile(path, shift)) {
      for (const record of batch) {
        const read = decode(record);
        if ('reason' in read) await onReject({ file: basename(path), line: record.number, reason: read.reason, value: record.value });
        else {
          first = Math.min(first, read.ts);
          hasQuotes ||= read.hasQuote;
        }
      }
    }
    if (first === Infinity) throw unreadable(path, 'at least one option trade or quote', 'none that can be read');
    return new DbnSource(options, line, first, hasQuotes);
  }

  async *records(acked: number): AsyncGenerator<readonly SourceRecord[]> {
    let n = 0;
    for await (const batch of readDbnFile(this.#options.path, this.#options.shift)) {
      const records = batch.flatMap((record): SourceRecord[] => {
        const read = decode(record);
        if ('reason' in read) return [];
        n += 1;
        const line = record.kind === 'trade' ? this.line : `${this.line}/${record.kind}`;
        return [{ n, ts: read.ts, underlying: read.underlying, source: databentoCodec.source, kind: record.kind, key: `${line}:${record.number}`, value: record.value }];
      });
      const rest = records.filter((record) => record.n > acked);
      if (rest.length > 0) yield rest;
    }
  }
}

type Decoded = { readonly ts: number; readonly underlying: string; readonly hasQuote: boolean } | { readonly reason: string };

function decode({ kind, value }: DbnFileRecord): Decoded {
  try {
    const event = databentoCodec.decode(kind, value);
    if (!('contract' in event)) return { reason: `expected a trade or quote, was ${event.kind}` };
    return { ts: eventTime(event), underlying: underlyingOf(event.contract), hasQuote: 'quote' in event };
  } catch (error) {
    if (error instanceof TapewireError) return { reason: error.message };
    throw error;
  }
}
