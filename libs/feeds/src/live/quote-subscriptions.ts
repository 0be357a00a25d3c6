const EVERY_MS = 10_000;
/** What is left of a contract’s weight after each choice: half of it in two minutes. */
const FADE = 0.94;
/** Contracts that have faded below this are forgotten. */
const FORGOTTEN = 0.05;

/** Chooses whose quotes to subscribe to: the contracts that trade most, with little coming and going. */
export class QuoteSubscriptions {
  readonly #weights = new Map<string, number>();
  #chosen: ReadonlySet<string> = new Set();
  #nextAt = 0;
  readonly #most: number;

  /** `most`: the vendor's limit of quoted contracts on one connection. */
  constructor(most: number) {
    this.#most = most;
  }

  /** A contract has traded. */
  traded(contract: string): void {
    this.#weights.set(contract, (this.#weights.get(contract) ?? 0) + 1);
  }

  /** What to subscribe to and what to give up, every ten seconds. */
  choose(now: number): { readonly add: readonly string[]; readonly remove: readonly string[] } {
    if (now < this.#nextAt) return { add: [], remove: [] };
    this.#nextAt = now + EVERY_MS;
    const busiest = [...this.#weights].sort(([a, x], [b, y]) => y - x || Number(this.#chosen.has(b)) - Number(this.#chosen.has(a)));
    const chosen = new Set(busiest.slice(0, this.#most).map(([contract]) => contract));
    const add = [...chosen].filter((contract) => !this.#chosen.has(contract));
    const remove = [...this.#chosen].filter((contract) => !chosen.has(contract));
    this.#chosen = chosen;
    for (const [contract, weight] of busiest) {
      if (weight * FADE < FORGOTTEN) this.#weights.delete(contract);
      else this.#weights.set(contract, weight * FADE);
    }
    return { add, remove };
  }
}
