const HALVE_AT = 1_000_000;

/** How often each ticker traded lately: old prints count ever less, since all counts are halved from time to time. */
export class SymbolHeat {
  readonly #counts = new Map<string, number>();
  #total = 0;

  add(symbol: string): void {
    this.#counts.set(symbol, (this.#counts.get(symbol) ?? 0) + 1);
    this.#total++;
    if (this.#total >= HALVE_AT) this.#halve();
  }

  /** Tickers that begin with `prefix`, hottest first. */
  complete(prefix: string, limit: number): string[] {
    return [...this.#counts]
      .filter(([symbol]) => symbol.startsWith(prefix))
      .sort(([a, hotA], [b, hotB]) => hotB - hotA || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([symbol]) => symbol);
  }

  #halve(): void {
    this.#total = 0;
    for (const [symbol, count] of this.#counts) {
      this.#counts.set(symbol, count / 2);
      this.#total += count / 2;
    }
  }
}
