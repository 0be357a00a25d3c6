import type { IsoDate } from '@tapewire/contracts';
import { type DayNumber, isoDate, parseIsoDate } from '../calendar/dates.ts';
import type { StateChunk } from './chunks.ts';
import { NumberTable } from './number-table.ts';

const [DAY, VOLUME, DAY_BEFORE, VOLUME_BEFORE, OI, OI_DAY, OI_TURN, FIELDS] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export interface OpenInterest {
  readonly oi: number;
  readonly oiDate?: IsoDate;
}

/** A set of open interest that is complete: contracts it does not name have none. */
interface CompleteSet {
  readonly day: DayNumber;
  /** Entries without a date belong to it if they came at this turn or after. */
  readonly since: number;
}

const EVERY_UNDERLYING = '*';

/** Day volume and open interest of each contract, by contract number. */
export class DayBook {
  readonly #table = new NumberTable('days', FIELDS);
  readonly #complete = new Map<string, CompleteSet>();
  #turn = 0;

  /**
   * Adds to the volume of a contract on a trading day and returns it. Two days are kept, so that what belongs to the
   * day before still counts there; a print of a still older day stands alone.
   */
  addVolume(contract: number, day: DayNumber, size: number): number {
    const block = this.#table.block(contract);
    const at = this.#table.offset(contract);
    const current = block[at + DAY] ?? NaN;
    if (day === block[at + DAY_BEFORE]) return (block[at + VOLUME_BEFORE] = (block[at + VOLUME_BEFORE] ?? 0) + size);
    if (day < current) return size;
    if (day !== current) {
      block[at + DAY_BEFORE] = current;
      block[at + VOLUME_BEFORE] = block[at + VOLUME] ?? NaN;
      block[at + DAY] = day;
      block[at + VOLUME] = 0;
    }
    return (block[at + VOLUME] = (block[at + VOLUME] ?? 0) + size);
  }

  setOpenInterest(contract: number, oi: number, date: IsoDate | undefined): void {
    const block = this.#table.block(contract);
    const at = this.#table.offset(contract);
    block[at + OI] = oi;
    block[at + OI_DAY] = date === undefined ? NaN : (parseIsoDate(date) ?? NaN);
    block[at + OI_TURN] = this.#turn;
  }

  /** The day of the last complete set that an underlying is in. */
  completeDay(underlying: string): DayNumber | undefined {
    return later(this.#complete.get(underlying), this.#complete.get(EVERY_UNDERLYING))?.day;
  }

  /** From now on a contract (of one underlying, or any) that is not in the set of that day has open interest 0. */
  completeOpenInterest(date: IsoDate, underlying: string | undefined): void {
    const day = parseIsoDate(date);
    const scope = underlying ?? EVERY_UNDERLYING;
    const last = this.#complete.get(scope);
    if (day === undefined || (last !== undefined && day <= last.day)) return;
    this.#complete.set(scope, { day, since: last === undefined ? 0 : this.#turn });
    this.#turn += 1;
  }

  /** Open interest last known, and of which day; undefined when nothing is known. */
  openInterest(contract: number, underlying: string): OpenInterest | undefined {
    const block = this.#table.peek(contract);
    const at = this.#table.offset(contract);
    const oi = block?.[at + OI] ?? NaN;
    const day = block?.[at + OI_DAY] ?? NaN;
    const complete = later(this.#complete.get(underlying), this.#complete.get(EVERY_UNDERLYING));
    if (complete !== undefined) {
      const isIn = day === day ? day >= complete.day : (block?.[at + OI_TURN] ?? NaN) >= complete.since;
      if (!isIn) return { oi: 0, oiDate: isoDate(complete.day) };
    }
    if (oi !== oi) return undefined;
    return day === day ? { oi, oiDate: isoDate(day) } : { oi };
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'oi', bytes: JSON.stringify({ turn: this.#turn, complete: [...this.#complete] }) };
    yield* this.#table.snapshot();
  }

  load(chunk: StateChunk): void {
    if (chunk.key !== 'oi') {
      this.#table.load(chunk);
      return;
    }
    const saved = JSON.parse(chunk.bytes) as { turn: number; complete: [string, CompleteSet][] };
    this.#turn = saved.turn;
    for (const [scope, set] of saved.complete) this.#complete.set(scope, set);
  }
}

function later(a: CompleteSet | undefined, b: CompleteSet | undefined): CompleteSet | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.day >= b.day ? a : b;
}
