import type { Subscription, TapeEvent } from '@tapewire/client';
import type { Row, WireError } from '@tapewire/contracts';
import type { Session } from '../state/session.ts';
import { Store } from '../state/store.ts';
import { timeOfDay } from './format.ts';
import { PRINT_COLUMNS, type Print, printReader } from './print.ts';
import { type Line, PrintList } from './print-list.ts';
import { keyOf, type PlacedColumn, TapeView } from './tape-view.ts';

const HELD_PRINTS = 5000;
const SNAPSHOT_ROWS = 300;
const OLDER_ROWS = 300;
/** Above this many rows a second the tape is painted in steps: nobody reads single rows then. */
const BUSY_RATE = 60;
const BUSY_PAINT_MS = 100;

export type PauseReason = 'user' | 'hover' | 'scroll';

export interface TapeStatus {
  readonly state: 'connecting' | 'catchingUp' | 'live' | 'interrupted' | 'failed' | 'closed';
  readonly error: WireError | undefined;
  readonly paused: readonly PauseReason[];
  /** Prints that came while it was paused. */
  readonly waiting: number;
  readonly held: number;
  readonly lastPrintAt: number | undefined;
}

const FIRST: TapeStatus = { state: 'connecting', error: undefined, paused: [], waiting: 0, held: 0, lastPrintAt: undefined };

/** One tape: follows a filter, holds its prints, decides what is painted and when. */
export class TapeController {
  readonly status = new Store<TapeStatus>(FIRST);
  readonly selected = new Store<Line | undefined>(undefined);
  readonly #session: Session;
  readonly #prints = new PrintList(HELD_PRINTS);
  readonly #open = new Set<string>();
  readonly #paused = new Set<PauseReason>();
  #subscription: Subscription | undefined;
  #read: (row: Row) => Print = printReader(PRINT_COLUMNS);
  #view: TapeView | undefined;
  #lines: readonly Line[] = [];
  #arrivedAtPause = 0;
  #fold = true;
  #zone: 'ny' | 'local' = 'ny';
  #dirty = false;
  #frame = 0;
  #paintedAt = 0;
  #cameSincePaint = 0;
  #loadingOlder = false;

  constructor(session: Session) {
    this.#session = session;
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  follow(filter: string): void {
    this.#subscription?.close();
    this.status.update((status) => ({ ...status, state: 'connecting', waiting: 0 }));
    const known = this.#session.welcome.get()?.allColumns;
    const columns = known === undefined ? PRINT_COLUMNS : PRINT_COLUMNS.filter((name) => known.includes(name));
    const subscription: Subscription = this.#session.client.subscribe(filter, {
      columns, snapshot: SNAPSHOT_ROWS, onEvent: (event) => { if (this.#subscription === undefined || this.#subscription === subscription) this.#take(event); },
    });
    this.#subscription = subscription;
  }

  attach(scroller: HTMLElement, body: HTMLElement): void {
    this.#view = new TapeView(scroller, body);
    this.#dirty = true;
    this.#loop();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#subscription?.close();
    this.#view = undefined;
  }

  setColumns(columns: readonly PlacedColumn[]): void {
    this.#view?.setColumns(columns);
  }

  show(fold: boolean, zone: 'ny' | 'local'): void {
    this.#fold = fold;
    this.#zone = zone;
    this.#relist();
  }

  pause(reason: PauseReason, on: boolean): void {
    if (on === this.#paused.has(reason)) return;
    if (on && this.#paused.size === 0) this.#arrivedAtPause = this.#prints.arrived;
    if (on) this.#paused.add(reason);
    else this.#paused.delete(reason);
    this.#dirty = true;
    this.#report();
  }

  get isPaused(): boolean {
    return this.#paused.size > 0;
  }

  /** Back to the newest row, live. */
  resume(): void {
    this.#paused.clear();
    this.#view?.scrollToTop();
    this.#dirty = true;
    this.#report();
  }

  scrolled(): void {
    this.pause('scroll', this.#view?.atTop === false);
    if (this.#view?.nearBottom === true) void this.#loadOlder();
    this.#paint();
  }

  select(line: Line | undefined): void {
    this.selected.set(line);
    this.#paint();
  }

  /** Moves the selection by rows and keeps it in sight. */
  move(by: number): void {
    const selected = this.selected.get();
    const at = selected === undefined ? -1 : this.#lines.findIndex((line) => keyOf(line) === keyOf(selected));
    const to = Math.max(0, Math.min(this.#lines.length - 1, at + by));
    this.pause('user', true);
    this.select(this.#lines[to]);
    this.#view?.scrollTo(to);
    this.#paint();
  }

  /** Opens or closes a folded order. */
  toggle(line: Line): void {
    const id = line.print.orderId;
    if (line.folded === 0 || id === null) return;
    if (!this.#open.delete(id)) this.#open.add(id);
    this.#relist();
  }

  lineAt(element: Element): Line | undefined {
    return this.#view?.lineAt(element);
  }

  prints(): readonly Print[] {
    return this.#prints.newestFirst();
  }

  #take(event: TapeEvent): void {
    switch (event.type) {
      case 'snapshot':
        this.#read = printReader(event.columns);
        this.#startOver(event.rows.map(this.#read), event.gap);
        break;
      case 'rows':
        this.#add(event.rows.map(this.#read), event.recovered);
        break;
      case 'skipped':
        this.#session.skipped(event.count);
        break;
      case 'status':
        if (event.state === 'live' && (event.recovered ?? 0) > 0) this.#session.tell('good', `Caught up: ${event.recovered ?? 0} rows recovered, none lost`);
        this.status.update((status) => ({ ...status, state: event.state, error: event.error }));
        break;
    }
    this.#dirty = true;
  }

  #startOver(prints: readonly Print[], gap: boolean): void {
    const before = this.#prints.newest;
    this.#prints.startOver(prints);
    this.#open.clear();
    this.#arrivedAtPause = this.#prints.arrived;
    if (gap) {
      const from = before === undefined ? 'the interruption' : timeOfDay(before.ts, this.#zone);
      this.#session.tell('gap', `Gap: what printed after ${from} could not be filled completely; the tape was started over`);
    }
    this.#relist();
  }

  #add(prints: readonly Print[], recovered: boolean): void {
    this.#prints.add(prints);
    this.#cameSincePaint += prints.length;
    if (!recovered) this.#session.arrived(prints.map((print) => print.recvTs));
  }

  async #loadOlder(): Promise<void> {
    if (this.#loadingOlder || this.#subscription === undefined) return;
    this.#loadingOlder = true;
    try {
      const rows = await this.#subscription.older(OLDER_ROWS);
      this.#prints.addOlder(rows.map(this.#read));
      this.#arrivedAtPause += rows.length;
      if (rows.length > 0) this.#relist();
    } catch (failure) {
      this.#session.tell('info', `Older rows: ${failure instanceof Error ? failure.message : String(failure)}`);
    } finally {
      this.#loadingOlder = false;
    }
  }

  #loop(): void {
    this.#frame = requestAnimationFrame(() => { this.#loop(); });
    if (!this.#dirty) return;
    const now = performance.now();
    const busy = this.#cameSincePaint > (BUSY_RATE * BUSY_PAINT_MS) / 1000 / 2;
    if (busy && now - this.#paintedAt < BUSY_PAINT_MS) return;
    this.#dirty = false;
    this.#paintedAt = now;
    this.#cameSincePaint = 0;
    if (!this.isPaused) this.#relist();
    this.#report();
  }

  #relist(): void {
    this.#lines = this.#prints.lines(this.#fold, this.#open);
    this.#paint();
  }

  #paint(): void {
    const selected = this.selected.get();
    this.#view?.paint({
      lines: this.#lines, look: { zone: this.#zone }, open: this.#open, selected: selected === undefined ? undefined : keyOf(selected),
      isCancelled: (id) => this.#prints.isCancelled(id),
    });
  }

  #report(): void {
    this.status.update((status) => ({
      ...status,
      paused: [...this.#paused],
      waiting: this.isPaused ? this.#prints.arrived - this.#arrivedAtPause : 0,
      held: this.#prints.size,
      lastPrintAt: this.#prints.newest?.recvTs,
    }));
  }
}
