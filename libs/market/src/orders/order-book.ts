import { regularOpen } from '../calendar/sessions.ts';
import type { Change } from '../corrections.ts';
import { FLAG, LEG_FLAGS } from '../flags.ts';
import type { Print } from '../print.ts';
import type { StateChunk } from '../state/chunks.ts';
import type { FoundPrint } from '../state/print-log.ts';
import type { TapeConfig } from '../tape-config.ts';
import { PackageOrders } from './packages.ts';
import { Repeats } from './repeats.ts';
import { SingleOrders } from './single-orders.ts';

type Saved = readonly [number, ReturnType<SingleOrders['save']>, ReturnType<PackageOrders['save']>, ReturnType<Repeats['save']>];

/** The orders a partition has open. Windows close by the time of the records themselves: prints and `clock` records. */
export class OrderBook {
  readonly #singles = new SingleOrders();
  readonly #packages = new PackageOrders();
  readonly #repeats = new Repeats();
  /** The second of the last tidying: between two of them nothing is worth looking for. */
  #second = 0;

  /** Gives a print its order totals and the flags that follow from its order. Late prints must not come here. */
  join(print: Print, config: TapeConfig): void {
    const { draft } = print;
    const second = Math.floor(draft.ts / 1000);
    if (second !== this.#second) this.tick(draft.ts, config);
    if ((print.flags & FLAG.compression) !== 0) return;
    const quiet = draft.ts < regularOpen(print.tradeDay) + config.windows.quiet && draft.session !== 'gth';
    const order = this.#package(print, config, quiet);
    if (order !== undefined) {
      this.#packages.describe(order, print);
      return;
    }
    const single = this.#singles.join(print, config.windows, quiet);
    if (this.#repeats.isRepeat(print, single, config.repeat)) print.flags |= FLAG.repeat;
  }

  #package(print: Print, config: TapeConfig, quiet: boolean): ReturnType<PackageOrders['infer']> {
    if ((print.flags & LEG_FLAGS) !== 0) return this.#packages.join(print, config.windows);
    if (!print.withoutConditions || quiet) return undefined;
    const inferred = this.#packages.infer(print, config.windows);
    if (inferred !== undefined) print.flags |= FLAG.multileg;
    return inferred;
  }

  /** Closes what is too old at an instant. */
  tick(ts: number, { windows, repeat }: TapeConfig): void {
    this.#second = Math.floor(ts / 1000);
    this.#singles.closeBefore(ts - windows.orderGap);
    this.#packages.closeBefore(ts - windows.legGap);
    this.#repeats.closeBefore(ts - repeat.within);
  }

  /** Takes a cancelled print's size and premium (or the difference of a correction) out of its order, if that is still open. */
  adjust(id: string, found: FoundPrint, change: Change): void {
    const isLeg = found.row.order?.legs !== undefined;
    if (!isLeg) this.#singles.adjust(id, found, change);
    // The first leg of an inferred package did not know that it was one: its order is of the same name.
    if (isLeg || found.row.id === id) this.#packages.adjust(id, found, change);
  }

  *snapshot(): Iterable<StateChunk> {
    const saved: Saved = [this.#second, this.#singles.save(), this.#packages.save(), this.#repeats.save()];
    yield { key: 'orders2', bytes: JSON.stringify(saved) };
  }

  load(chunk: StateChunk): void {
    // Orders of an earlier layout: they would have ended seconds later.
    if (chunk.key === 'orders') return;
    const [second, singles, packages, repeats] = JSON.parse(chunk.bytes) as Saved;
    this.#second = second;
    this.#singles.load(singles);
    this.#packages.load(packages);
    this.#repeats.load(repeats);
  }
}
