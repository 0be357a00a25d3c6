import { directionOf, type Print } from '../print.ts';
import type { RepeatSettings } from '../tape-config.ts';
import { Recent } from './recent.ts';
import type { SingleOrder } from './single-orders.ts';

interface Hits {
  /** When each of the last orders grew large enough to count. */
  readonly times: number[];
}

/** Tells when one contract is hit from one side again and again, by orders of their own. */
export class Repeats {
  readonly #hits = new Recent<Hits>((hits) => hits.times.at(-1) ?? 0);

  /** Counts an order once it is large enough; true from then on if enough orders came within the window. */
  isRepeat(print: Print, order: SingleOrder, settings: RepeatSettings): boolean {
    if (order.counted || order.premium < settings.premium || directionOf(print.draft) === 0) return order.repeat;
    order.counted = true;
    const key = `${print.contract.number}:${directionOf(print.draft)}`;
    const { ts } = print.draft;
    const times = [...(this.#hits.get(key)?.times ?? []), ts].filter((time) => ts - time <= settings.within).slice(-settings.count);
    this.#hits.touch(key, { times });
    order.repeat = times.length >= settings.count;
    return order.repeat;
  }

  closeBefore(ts: number): void {
    this.#hits.closeBefore(ts);
  }

  save(): [string, Hits][] {
    return this.#hits.entries();
  }

  load(entries: readonly [string, Hits][]): void {
    this.#hits.load(entries);
  }
}
