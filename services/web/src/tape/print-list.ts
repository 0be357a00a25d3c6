import type { Print } from './print.ts';

/** One line of the tape: a print, or the newest print of an order that stands for all of them. */
export interface Line {
  readonly print: Print;
  /** Prints of the order that are held, when it is folded and there is more than one. */
  readonly folded: number;
  /** It stands for the whole order, with its totals, though perhaps only this print of it matched the filter. */
  readonly whole: boolean;
  /** A print shown below its open order. */
  readonly inner: boolean;
}

/** Prints newest first, by rank; the oldest are let go above a limit. Rows for one id are held once. */
export class PrintList {
  readonly #limit: number;
  /** Oldest first, so that new ones go to the end. */
  #prints: Print[] = [];
  #ids = new Set<string>();
  #arrived = 0;
  /** Prints that no longer stand as they came: cancelled, or corrected by a later row. */
  #replaced = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#prints.length;
  }

  /** How many prints were added so far: rises with each. */
  get arrived(): number {
    return this.#arrived;
  }

  get newest(): Print | undefined {
    return this.#prints.at(-1);
  }

  get oldest(): Print | undefined {
    return this.#prints[0];
  }

  /** Whether a later row cancelled or corrected this print. */
  isReplaced(id: string): boolean {
    return this.#replaced.has(id);
  }

  startOver(newestFirst: readonly Print[]): void {
    this.#prints = [];
    this.#ids = new Set();
    this.#replaced = new Set();
    this.add([...newestFirst].reverse());
  }

  /** Adds live prints; each finds its place by rank, which is near the end. */
  add(prints: readonly Print[]): void {
    for (const print of prints) {
      if (!this.#hold(print)) continue;
      let place = this.#prints.length;
      while (place > 0 && (this.#prints[place - 1]?.rank ?? 0) > print.rank) place -= 1;
      if (place === this.#prints.length) this.#prints.push(print);
      else this.#prints.splice(place, 0, print);
    }
    // Cut in slices: letting one go at a time would move the whole list with every row.
    if (this.#prints.length > this.#limit * 1.1) {
      for (const gone of this.#prints.splice(0, this.#prints.length - this.#limit)) this.#ids.delete(gone.id);
    }
  }

  /** Adds a page of older prints, newest first. */
  addOlder(newestFirst: readonly Print[]): void {
    this.#prints.unshift(...newestFirst.filter((print) => this.#hold(print)).reverse());
  }

  /** Newest first. */
  newestFirst(): Print[] {
    return this.#prints.toReversed();
  }

  /** Lines of the tape, newest first: every print, or one line an order with its prints below where it is open. */
  lines(fold: boolean, open: ReadonlySet<string>): Line[] {
    if (!fold) return this.newestFirst().map((print) => ({ print, folded: 0, whole: false, inner: false }));
    const orders = new Map<string, Print[]>();
    const heads: Print[] = [];
    for (let i = this.#prints.length - 1; i >= 0; i--) {
      const print = this.#prints[i];
      if (print === undefined) continue;
      // What cancels or corrects a print is a line of its own.
      const orderId = print.kind === 'trade' ? print.orderId : null;
      const known = orderId === null ? undefined : orders.get(orderId);
      if (known !== undefined) {
        known.push(print);
        continue;
      }
      if (orderId !== null) orders.set(orderId, [print]);
      heads.push(print);
    }
    return heads.flatMap((print) => {
      const prints = print.orderId === null || print.kind !== 'trade' ? [] : (orders.get(print.orderId) ?? []);
      const line: Line = { print, folded: prints.length > 1 ? prints.length : 0, whole: print.kind === 'trade' && (print.orderPrints ?? 0) > 1, inner: false };
      if (line.folded === 0 || print.orderId === null || !open.has(print.orderId)) return [line];
      return [line, ...prints.map((inner) => ({ print: inner, folded: 0, whole: false, inner: true }))];
    });
  }

  #hold(print: Print): boolean {
    if (this.#ids.has(print.id)) return false;
    this.#ids.add(print.id);
    if (print.kind !== 'trade' && print.ref !== null) this.#replaced.add(print.ref);
    this.#arrived += 1;
    return true;
  }
}
