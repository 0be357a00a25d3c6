import type { FeedInfo } from '@tapewire/contracts';
import type { StateChunk } from './chunks.ts';

/** A line and the stretch between two of its gaps, as one number: what was read before a gap is void. */
export type LineStamp = number;

const STAMP_BASE = 2 ** 20;
const LOST_KEPT = 16;

interface Line {
  readonly name: string;
  gaps: number;
  /** The stretches of the last gaps, epoch ms: what comes from there afterwards was recovered. */
  lost: (readonly [from: number, to: number])[];
  feed: FeedInfo | undefined;
}

/** What records without key belong to: no line of their own, so any gap voids them. */
const NO_LINE = '';

/** The feed lines a partition has heard of: their gaps, and what they say of themselves. */
export class LineBook {
  readonly #byName = new Map<string, number>();
  readonly #lines: Line[] = [];

  constructor() {
    this.#number(NO_LINE);
  }

  /** Stamp of what is read from a line now. */
  stamp(line: string | undefined): LineStamp {
    const n = this.#number(line ?? NO_LINE);
    return n * STAMP_BASE + (this.#lines[n]?.gaps ?? 0);
  }

  /** Whether no gap came since a stamp was given. */
  isValid(stamp: LineStamp): boolean {
    const n = Math.floor(stamp / STAMP_BASE);
    return this.#lines[n]?.gaps === stamp - n * STAMP_BASE;
  }

  /** Voids what was read from a line (and its parts, `<line>/…`) so far, and everything that came without a line. */
  gap(line: string, from: number, to: number): void {
    const own = this.#lines[this.#number(line)];
    if (own !== undefined) own.lost = [...own.lost, [from, to] as const].slice(-LOST_KEPT);
    for (const found of this.#lines) {
      if (found.name === line || found.name === NO_LINE || found.name.startsWith(`${line}/`)) found.gaps += 1;
    }
  }

  /** Whether something of `ts` that comes from a line now lies in a stretch that was told as lost. */
  isRecovered(line: string | undefined, ts: number): boolean {
    const n = line === undefined ? undefined : this.#byName.get(line);
    return n !== undefined && (this.#lines[n]?.lost.some(([from, to]) => ts >= from && ts <= to) ?? false);
  }

  /** Whether a line has declared that its feed cannot know something. */
  lacks(line: string | undefined, what: string): boolean {
    const n = line === undefined ? undefined : this.#byName.get(line);
    return n !== undefined && (this.#lines[n]?.feed?.lacks.includes(what) ?? false);
  }

  /** Notes what a line says of itself; true when that is new. */
  describe(line: string, feed: FeedInfo): boolean {
    const found = this.#lines[this.#number(line)];
    if (found === undefined || JSON.stringify(found.feed) === JSON.stringify(feed)) return false;
    found.feed = feed;
    return true;
  }

  #number(name: string): number {
    let n = this.#byName.get(name);
    if (n === undefined) {
      n = this.#lines.length;
      this.#byName.set(name, n);
      this.#lines.push({ name, gaps: 0, lost: [], feed: undefined });
    }
    return n;
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'lines', bytes: JSON.stringify(this.#lines) };
  }

  load(chunk: StateChunk): void {
    this.#lines.length = 0;
    this.#byName.clear();
    for (const line of JSON.parse(chunk.bytes) as Line[]) {
      this.#byName.set(line.name, this.#lines.length);
      this.#lines.push({ name: line.name, gaps: line.gaps, lost: line.lost, feed: line.feed });
    }
  }
}
