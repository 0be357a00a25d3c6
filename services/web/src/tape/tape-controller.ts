import type { Session } from '../state/session.ts';
import { Store } from '../state/store.ts';
import { timeOfDay } from './format.ts';
import { PaintPace } from './paint-pace.ts';
import type { Print } from './print.ts';
import { type Line, PrintList } from './print-list.ts';
import { TapeFeed } from './tape-feed.ts';
import { TapeReplay } from './tape-replay.ts';
import { FIRST_STATUS, type PauseReason, type TapeStatus } from './tape-status.ts';
import { keyOf, type PlacedColumn, TapeView } from './tape-view.ts';

const HELD_PRINTS = 5000;

/** One tape: holds the prints of a filter, decides what is painted and when. */
export class TapeController {
  readonly status = new Store<TapeStatus>(FIRST_STATUS);
  readonly selected = new Store<Line | undefined>(undefined);
  readonly #session: Session;
  readonly #feed: TapeFeed;
  readonly #live = new PrintList(HELD_PRINTS);
  /** What is shown: the live prints, or those of a replay. */
  #prints = this.#live;
  readonly #open = new Set<string>();
  readonly #paused = new Set<PauseReason>();
  readonly #pace = new PaintPace();
  #view: TapeView | undefined;
  #lines: readonly Line[] = [];
  #arrivedAtPause = 0;
  #fold = true;
  #zone: 'ny' | 'local' = 'ny';
  #dirty = false;
  #frame = 0;
  #replay: TapeReplay | undefined;
  #filter = '';

  constructor(session: Session) {
    this.#session = session;
    this.#feed = new TapeFeed(session, {
      startOver: (prints, gap) => { this.#startOver(prints, gap); },
      add: (prints) => {
        this.#live.add(prints);
        this.#pace.rowsCame(prints.length);
        this.#dirty = true;
      },
      addOlder: (prints) => {
        this.#live.addOlder(prints);
        this.#arrivedAtPause += prints.length;
        this.#dirty = true;
        this.#relist();
      },
      status: ({ state, error }) => { this.status.update((status) => ({ ...status, state, error })); },
    });
  }

  get isPaused(): boolean {
    return this.#paused.size > 0;
  }

  follow(filter: string): void {
    this.#filter = filter;
    this.#endReplay();
    this.#feed.follow(filter);
  }

  attach(scroller: HTMLElement, body: HTMLElement): void {
    this.#view = new TapeView(scroller, body);
    this.#dirty = true;
    this.#loop();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#endReplay();
    this.#feed.close();
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

  togglePause(): void {
    if (this.isPaused) this.resume();
    else this.pause('user', true);
  }

  /** Back to the newest row, live. */
  resume(): void {
    this.#paused.clear();
    this.#view?.scrollToTop();
    this.#dirty = true;
    this.#report();
  }

  /** Plays the day of the newest print from a New York time on, in place of the live tape, which goes on unseen. */
  replayFrom(time: string): void {
    const newest = this.#live.newest;
    if (newest === undefined) return;
    this.#endReplay();
    const shown = new PrintList(HELD_PRINTS);
    this.#replay = new TapeReplay(this.#session.client, this.#filter, newest.ts, time, {
      add: (prints) => { shown.add(prints); this.#dirty = true; },
      failed: (text) => { this.#session.tell('error', text); this.backToLive(); },
    });
    this.#prints = shown;
    this.resume();
    this.#relist();
  }

  setReplaySpeed(speed: number): void {
    if (this.#replay !== undefined) this.#replay.speed = speed;
    this.#report();
  }

  backToLive(): void {
    this.#endReplay();
    this.resume();
    this.#relist();
  }

  scrolled(): void {
    this.pause('scroll', this.#view?.atTop === false);
    if (this.#view?.nearBottom === true && this.#replay === undefined) void this.#feed.loadOlder();
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

  /** What is shown, newest first. */
  prints(): readonly Print[] {
    return this.#prints.newestFirst();
  }

  #startOver(prints: readonly Print[], gap: boolean): void {
    const before = this.#live.newest;
    this.#live.startOver(prints);
    this.#open.clear();
    this.#arrivedAtPause = this.#live.arrived;
    this.#dirty = true;
    if (gap) {
      const from = before === undefined ? 'the interruption' : timeOfDay(before.ts, this.#zone);
      this.#session.tell('gap', `Gap: what printed after ${from} could not be filled completely; the tape was started over`);
    }
    this.#relist();
  }

  #endReplay(): void {
    this.#replay?.stop();
    this.#replay = undefined;
    this.#prints = this.#live;
  }

  #loop(): void {
    this.#frame = requestAnimationFrame(() => { this.#loop(); });
    if (!this.#dirty || !this.#pace.mayPaint(performance.now())) return;
    this.#dirty = false;
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
      isReplaced: (id) => this.#prints.isReplaced(id),
    });
  }

  /** The one before while nothing of it has changed: a new one would draw the replay bar again. */
  #replayStatus(before: TapeStatus['replay']): TapeStatus['replay'] {
    if (this.#replay === undefined) return undefined;
    const now = { at: timeOfDay(this.#replay.at, this.#zone), speed: this.#replay.speed };
    return before?.at === now.at && before.speed === now.speed ? before : now;
  }

  #report(): void {
    const newest = this.#live.newest;
    if (newest !== undefined) this.#session.printed(newest.ts);
    this.status.update((status) => ({
      ...status,
      paused: [...this.#paused],
      waiting: this.isPaused ? this.#prints.arrived - this.#arrivedAtPause : 0,
      held: this.#prints.size,
      lastPrintAt: this.#live.newest?.recvTs,
      replay: this.#replayStatus(status.replay),
    }));
  }
}
