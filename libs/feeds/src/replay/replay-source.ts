import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeedEvent, FeedInfo, IsoDate } from '@tapewire/contracts';
import { encodeControl, CONTROL_SOURCE } from '../control/control-codec.ts';
import type { FlatKind } from '../massive/flat-columns.ts';
import { massiveFlatCodec } from '../massive/flat-codec.ts';
import type { FeedLack, FeedSource, Reject, SourceRecord } from '../source/feed-source.ts';
import { feedLabel } from './feed-label.ts';
import { type FeedFile, type FeedFiles, findFeedFiles, unreadable } from './feed-files.ts';
import { mergeRows } from './merge.ts';
import { readFeedFile } from './read-file.ts';
import { compareRows, type Row, timeOf } from './row.ts';
import { SortedRows } from './sorted-rows.ts';
import { tradeDateOf } from './trade-date.ts';

export interface ReplayOptions {
  /** A folder or a file: `findFeedFiles`. */
  readonly path: string;
  /** Whole days by which trade times and expirations move. */
  readonly shift: number;
  /** Folder for sorted runs of files that are too large for memory; what it holds is deleted. */
  readonly workDir: string;
  /** Takes what is no row. All rejects come before the first record. */
  readonly onReject: (reject: Reject) => Promise<void>;
  /** Rows sorted in memory at a time. */
  readonly runRows?: number;
}

/** What the trades of a feed turned out to carry. */
interface Seen {
  conditions: boolean;
  exchanges: boolean;
}

/** The line of a replay, without reading more than the beginning of its files. */
export const replayLine = ({ path, shift }: Pick<ReplayOptions, 'path' | 'shift'>): Promise<string> => feedLabel(findFeedFiles(path), shift);

/**
 * A day or more of market data from files, merged in time order; at one time underlying and quotes come before trades,
 * open interest before everything. Reads every file once when it is opened, so that rejects are known first and files
 * that are sorted otherwise (by ticker, as vendors' are) come out in time order.
 */
export class ReplaySource implements FeedSource {
  readonly line: string;
  readonly info: FeedInfo;
  readonly begin: number;
  readonly start: number;
  readonly #rows: ReadonlyMap<FlatKind, SortedRows>;
  readonly #date: IsoDate;

  private constructor(line: string, info: FeedInfo, date: IsoDate, rows: ReadonlyMap<FlatKind, SortedRows>) {
    this.line = line;
    this.info = info;
    this.#date = date;
    this.#rows = rows;
    this.start = this.#firstOf('trade', 'quote');
    this.begin = this.#firstOf('trade', 'quote', 'underlying');
  }

  static async open(options: ReplayOptions): Promise<ReplaySource> {
    const found = findFeedFiles(options.path);
    const line = await feedLabel(found, options.shift);
    const workDir = join(options.workDir, 'sorted');
    await rm(workDir, { recursive: true, force: true });
    await mkdir(workDir, { recursive: true });
    const reader = new FilesReader(found, { ...options, workDir });
    const firstTrade = await reader.readAll();
    const info = { name: `Replay of ${found.name}`, source: massiveFlatCodec.source, delay: 0, lacks: reader.lacks() };
    return new ReplaySource(line, info, tradeDateOf(firstTrade), reader.rows);
  }

  async *records(acked: number): AsyncGenerator<readonly SourceRecord[]> {
    let n = 0;
    const underlyings = new Set<string>();
    for await (const rows of mergeRows(await this.#cursors('openInterest'))) {
      for (const { underlying } of rows) underlyings.add(underlying);
      n += rows.length;
      if (n > acked) yield this.#numbered(rows, n - rows.length, acked);
    }
    const complete = [...underlyings].map((underlying) => this.#setComplete(underlying, ++n)).filter((record) => record.n > acked);
    if (complete.length > 0) yield complete;
    const timed = await Promise.all([this.#cursors('underlying'), this.#cursors('quote'), this.#cursors('trade')]);
    for await (const rows of mergeRows(timed.flat())) {
      n += rows.length;
      if (n > acked) yield this.#numbered(rows, n - rows.length, acked);
    }
  }

  #firstOf(...kinds: FlatKind[]): number {
    const [first] = kinds.flatMap((kind) => this.#rows.get(kind)?.first ?? []).sort(compareRows);
    return first === undefined ? 0 : timeOf(first);
  }

  async #cursors(kind: FlatKind): ReturnType<SortedRows['cursors']> {
    return (await this.#rows.get(kind)?.cursors()) ?? [];
  }

  #numbered(rows: readonly Row[], before: number, acked: number): readonly SourceRecord[] {
    const records = rows.map((row, i): SourceRecord => ({
      n: before + i + 1,
      ts: row.kind === 'openInterest' ? this.begin : timeOf(row),
      underlying: row.underlying,
      source: massiveFlatCodec.source,
      kind: row.kind,
      key: `${this.#lineOf(row)}:${row.line}`,
      value: row.value,
    }));
    return before >= acked ? records : records.slice(acked - before);
  }

  /** Trades are the feed's line itself, so that what the feed lacks is known of them. */
  #lineOf(row: Row): string {
    return row.kind === 'trade' || row.kind === 'cancel' ? this.line : `${this.line}/${row.kind}`;
  }

  #setComplete(underlying: string, n: number): SourceRecord {
    const value = encodeControl({ kind: 'reference', reference: { type: 'openInterestComplete', date: this.#date, underlying } });
    return { n, ts: this.begin, underlying, source: CONTROL_SOURCE, kind: 'reference', value };
  }
}

/** Reads the files of a replay one after another; trades first, since the others take their day and ticker from them. */
class FilesReader {
  readonly rows = new Map<FlatKind, SortedRows>();
  readonly #found: FeedFiles;
  readonly #options: ReplayOptions;
  readonly #seen: Seen = { conditions: false, exchanges: false };
  readonly #underlyings = new Set<string>();

  constructor(found: FeedFiles, options: ReplayOptions) {
    this.#found = found;
    this.#options = options;
  }

  /** The first trade in time. */
  async readAll(): Promise<Row> {
    for (const file of this.#found.files.filter(({ kind }) => kind === 'trade')) await this.#read(file, {});
    const firstTrade = this.rows.get('trade')?.first;
    if (firstTrade === undefined) throw unreadable(this.#options.path, 'at least one trade', 'none that can be read');
    const date = tradeDateOf(firstTrade, -this.#options.shift);
    const [ticker, ...others] = this.#underlyings;
    const constants = { date, ...(ticker === undefined || others.length > 0 ? {} : { ticker }) };
    for (const file of this.#found.files.filter(({ kind }) => kind !== 'trade')) await this.#read(file, constants);
    return firstTrade;
  }

  lacks(): FeedLack[] {
    const has = (kind: FlatKind): boolean => this.rows.get(kind)?.first !== undefined;
    return [
      ...(this.#seen.conditions ? [] : (['conditions', 'cancels'] as const)),
      ...(this.#seen.exchanges ? [] : (['exchanges'] as const)),
      ...(has('quote') ? [] : (['quotes'] as const)),
      ...(has('underlying') ? [] : (['spot'] as const)),
      ...(has('openInterest') ? [] : (['openInterest'] as const)),
    ];
  }

  async #read(file: FeedFile, constants: Readonly<Record<string, string>>): Promise<void> {
    const { workDir, shift, onReject, runRows } = this.#options;
    const rows = new SortedRows(workDir, file.kind, runRows);
    this.rows.set(file.kind, rows);
    await readFeedFile(file, {
      label: file.path.split('/').slice(-2).join('/'),
      shift,
      constants,
      onReject,
      onRow: (row, event) => {
        this.#note(row, event);
        return rows.add(row);
      },
    });
    await rows.finish();
  }

  #note(row: Row, event: FeedEvent): void {
    if (event.kind !== 'trade' && event.kind !== 'cancel') return;
    this.#underlyings.add(row.underlying);
    if (event.conditions !== undefined) this.#seen.conditions = true;
    if (event.exchange !== undefined) this.#seen.exchanges = true;
  }
}
