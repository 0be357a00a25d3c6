import type { FlowBucket, FlowOutput, Side } from '@tapewire/contracts';
import type { Terms } from '../corrections.ts';
import type { Draft } from '../enrich.ts';
import { type FlagMask, PACKAGE_FLAGS } from '../flags.ts';
import type { StateChunk } from '../state/chunks.ts';
import { type FlowChange, FlowMinutes } from './flow-minutes.ts';

const MINUTE_MS = 60_000;
/** Minutes are kept this long by the source's clock (no print may decide it: its time may be wrong), so that cancels and corrections of the day find them. */
const KEEP_MS = 26 * 60 * MINUTE_MS;
/** Name of a partition's share of the whole market. */
export const MARKET = '*';

const minuteOf = (ts: number): number => Math.floor(ts / MINUTE_MS) * MINUTE_MS;

/** Which column of flow a print of that side counts in. */
export function bucketOf(side: Side, flags: FlagMask): FlowBucket {
  if ((flags & PACKAGE_FLAGS) !== 0) return 'package';
  if (side === 'ask' || side === 'aboveAsk') return 'ask';
  return side === 'bid' || side === 'belowBid' ? 'bid' : side;
}

/** Flow per minute and underlying. What changed is told when the minute is over, and at every tick of the source's clock. */
export class FlowBook {
  readonly #minutes = new FlowMinutes();
  /** Rows that changed since they were last told. */
  readonly #changed = new Set<number>();
  /** The latest minute that a print began, and that a clock began. */
  #printMinute = 0;
  #clockMinute = 0;

  /** Counts a new print. */
  add(draft: Draft, flags: FlagMask): void {
    this.#add(draft, { right: draft.right, bucket: bucketOf(draft.side, flags), premium: draft.premium ?? 0, volume: draft.size, count: 1 }, draft.spot);
  }

  /** Takes out what an earlier print stood for, and counts what it stands for now (after a cancel: nothing). */
  restate(row: Draft, flags: FlagMask, was: Terms, now: Terms | undefined): void {
    const { right } = row;
    this.#add(row, { right, bucket: bucketOf(was.side, flags), premium: -was.premium, volume: -was.size, count: -1 });
    if (now !== undefined) this.#add(row, { right, bucket: bucketOf(now.side, flags), premium: now.premium, volume: now.size, count: 1 });
  }

  /** Changes the minute of a print in its underlying, and in its share of the market. */
  #add({ ts, underlying }: Draft, change: FlowChange, spot?: number): void {
    const minute = minuteOf(ts);
    if (minute < this.#clockMinute - KEEP_MS) return;
    this.#changed.add(this.#minutes.add(underlying, minute, spot === undefined ? change : { ...change, spot }));
    this.#changed.add(this.#minutes.add(MARKET, minute, change));
  }

  /** A print is about to be added: if it begins a new minute, what changed in those before is told. */
  reach(ts: number): FlowOutput[] {
    const minute = minuteOf(ts);
    if (minute <= this.#printMinute) return [];
    this.#printMinute = minute;
    return this.#tell();
  }

  /** The source's clock has reached `ts`: all that changed is told, and once a minute that those before are whole. */
  clock(ts: number): FlowOutput[] {
    const told = this.#tell();
    const minute = minuteOf(ts);
    if (minute <= this.#clockMinute) return told;
    this.#clockMinute = minute;
    this.#minutes.forgetBefore(minute - KEEP_MS);
    told.push({ type: 'clock', minute });
    return told;
  }

  #tell(): FlowOutput[] {
    const told = [...this.#changed].sort((a, b) => a - b).map((row) => this.#minutes.next(row));
    this.#changed.clear();
    return told;
  }

  *snapshot(): Iterable<StateChunk> {
    const state = [this.#printMinute, this.#clockMinute, [...this.#changed].sort((a, b) => a - b)];
    yield { key: 'flowstate', bytes: JSON.stringify(state) };
    yield* this.#minutes.snapshot();
  }

  load(chunk: StateChunk): void {
    if (chunk.key !== 'flowstate') {
      this.#minutes.load(chunk);
      return;
    }
    const [printMinute, clockMinute, changed] = JSON.parse(chunk.bytes) as [number, number, number[]];
    this.#printMinute = printMinute;
    this.#clockMinute = clockMinute;
    for (const row of changed) this.#changed.add(row);
  }

  loaded(): void {
    this.#minutes.loaded();
  }
}
