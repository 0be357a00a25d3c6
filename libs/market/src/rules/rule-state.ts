import { Recent } from '../orders/recent.ts';

/** One matching trade that counts towards a repeat rule. */
export interface Hit {
  readonly ts: number;
  readonly premium: number;
  readonly size: number;
}

/** An order a rule has fired for, and when it was last seen. */
interface Fired {
  ts: number;
}

export type SavedRule = readonly [string, [string, Hit[]][], [string, number][], [string, Fired][]];

/** What one rule remembers: hits by key, until when it is silent by key, and the orders it has fired for. */
export class RuleState {
  readonly #hits = new Recent<Hit[]>((hits) => hits.at(-1)?.ts ?? 0);
  readonly #silentUntil = new Recent<number>((until) => until);
  readonly #fired = new Recent<Fired>((fired) => fired.ts);

  /** Adds a hit; the hits within the window once there are `count` of them, which then start anew. */
  hit(key: string, hit: Hit, count: number, within: number): readonly Hit[] | undefined {
    this.#hits.closeBefore(hit.ts - within);
    const hits = [...(this.#hits.get(key) ?? []), hit].filter(({ ts }) => Math.abs(hit.ts - ts) <= within);
    const reached = hits.length >= count;
    this.#hits.touch(key, reached ? [] : hits);
    return reached ? hits : undefined;
  }

  /** Whether the rule may fire for an order and key now; if so it is noted that it did. */
  fires(order: string, key: string, ts: number, cooldown: number, orderLife: number): boolean {
    this.#fired.closeBefore(ts - orderLife);
    this.#silentUntil.closeBefore(ts);
    const fired = this.#fired.get(order);
    if (fired !== undefined) {
      fired.ts = Math.max(fired.ts, ts);
      this.#fired.touch(order, fired);
      return false;
    }
    if (ts < (this.#silentUntil.get(key) ?? -Infinity)) return false;
    this.#fired.touch(order, { ts });
    if (cooldown > 0) this.#silentUntil.touch(key, ts + cooldown);
    return true;
  }

  /** The state of the same rule with another definition: it begins anew, but does not fire again for the orders it has fired for. */
  changed(): RuleState {
    const state = new RuleState();
    state.#fired.load(this.#fired.entries());
    return state;
  }

  save(definition: string): SavedRule {
    return [definition, this.#hits.entries(), this.#silentUntil.entries(), this.#fired.entries()];
  }

  load([, hits, silentUntil, fired]: SavedRule): void {
    this.#hits.load(hits);
    this.#silentUntil.load(silentUntil);
    this.#fired.load(fired);
  }
}
