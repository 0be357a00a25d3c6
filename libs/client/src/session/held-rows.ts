import { parseTradeId, type Row } from '@tapewire/contracts';

/** The highest offset of each partition among the rows that a subscription has handed out. */
export class HeldRows {
  readonly #highest = new Map<number, number>();

  /** Takes rows that are above what is held, in their order, and leaves out the others: they overlap. */
  takeNew(rows: readonly Row[]): Row[] {
    return rows.filter((row) => this.#take(row));
  }

  /** Starts over with a snapshot, whose rows come in any order. */
  startOver(snapshot: readonly Row[]): void {
    this.#highest.clear();
    for (const row of snapshot) this.#take(row);
  }

  #take(row: Row): boolean {
    const position = parseTradeId(String(row[0]));
    if (position === undefined) throw new Error(`The first cell of a row must be a trade id like "3-118", was ${String(row[0])}.`);
    const highest = this.#highest.get(position.p) ?? -1;
    if (position.off <= highest) return false;
    this.#highest.set(position.p, position.off);
    return true;
  }
}
