import type { Look, TapeColumn } from './columns.ts';
import type { Line } from './print-list.ts';

export const ROW_HEIGHT = 22;
const OVERSCAN = 4;
/** Above this many new rows in one painting, flashing says nothing. */
const FLASH_LIMIT = 6;

/** A column where the user put it. */
export interface PlacedColumn {
  readonly column: TapeColumn;
  readonly width: number;
  readonly pinned: boolean;
}

interface Slot {
  readonly element: HTMLElement;
  readonly cells: HTMLElement[];
  key: string;
  painted: string;
}

export interface TapeViewState {
  readonly lines: readonly Line[];
  readonly look: Look;
  readonly selected: string | undefined;
  readonly open: ReadonlySet<string>;
  readonly isReplaced: (id: string) => boolean;
}

/**
 * Paints the visible rows of a tape into a scrolling element. A row's element belongs to its print as long as it is
 * visible, so what stays on screen is only moved; what left gives its element to what came.
 */
export class TapeView {
  readonly #scroller: HTMLElement;
  readonly #body: HTMLElement;
  #columns: readonly PlacedColumn[] = [];
  #slots = new Map<string, Slot>();
  #known = new Set<string>();
  #state: TapeViewState | undefined;

  constructor(scroller: HTMLElement, body: HTMLElement) {
    this.#scroller = scroller;
    this.#body = body;
  }

  /** Rows that fit on the screen. */
  get pageSize(): number {
    return Math.max(1, Math.floor((this.#scroller.clientHeight - ROW_HEIGHT) / ROW_HEIGHT));
  }

  get atTop(): boolean {
    return this.#scroller.scrollTop < ROW_HEIGHT / 2;
  }

  /** Within a screen of the oldest row. */
  get nearBottom(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    return scrollTop > 0 && scrollTop + clientHeight * 2 > scrollHeight;
  }

  setColumns(columns: readonly PlacedColumn[]): void {
    this.#columns = columns;
    this.#body.replaceChildren();
    this.#slots.clear();
    if (this.#state !== undefined) this.paint(this.#state);
  }

  scrollToTop(): void {
    this.#scroller.scrollTop = 0;
  }

  scrollTo(place: number): void {
    const top = place * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + ROW_HEIGHT * 2 > scrollTop + clientHeight) this.#scroller.scrollTop = top + ROW_HEIGHT * 2 - clientHeight;
  }

  /** The element at a screen position of a line, for tests and menus. */
  lineAt(element: Element): Line | undefined {
    const row = element.closest('[data-key]');
    const key = row instanceof HTMLElement ? row.dataset['key'] : undefined;
    return this.#state?.lines.find((line) => keyOf(line) === key);
  }

  repaint(): void {
    if (this.#state !== undefined) this.paint(this.#state);
  }

  paint(state: TapeViewState): void {
    const first = this.#state === undefined;
    this.#state = state;
    this.#body.style.height = `${state.lines.length * ROW_HEIGHT}px`;
    const from = Math.max(0, Math.floor(this.#scroller.scrollTop / ROW_HEIGHT) - OVERSCAN);
    const to = Math.min(state.lines.length, from + Math.ceil(this.#scroller.clientHeight / ROW_HEIGHT) + OVERSCAN * 2);
    const shown = state.lines.slice(from, to);
    const wanted = new Set(shown.map(keyOf));
    const free = [...this.#slots.values()].filter((slot) => !wanted.has(slot.key));
    for (const slot of free) this.#slots.delete(slot.key);
    const fresh: Slot[] = [];
    for (const [i, line] of shown.entries()) {
      const key = keyOf(line);
      const slot = this.#slots.get(key) ?? this.#take(free, key);
      this.#paintSlot(slot, line, state);
      slot.element.style.transform = `translateY(${(from + i) * ROW_HEIGHT}px)`;
      slot.element.setAttribute('aria-rowindex', String(from + i + 2));
      if (!first && !this.#known.has(line.print.id) && from === 0) fresh.push(slot);
    }
    for (const slot of free) slot.element.remove();
    this.#known = new Set(state.lines.slice(0, to).map((line) => line.print.id));
    if (fresh.length <= FLASH_LIMIT) for (const slot of fresh) flash(slot.element);
  }

  #take(free: Slot[], key: string): Slot {
    const slot = free.pop() ?? this.#make();
    slot.key = key;
    slot.painted = '';
    slot.element.dataset['key'] = key;
    if (!slot.element.isConnected) this.#body.append(slot.element);
    this.#slots.set(key, slot);
    return slot;
  }

  #make(): Slot {
    const element = document.createElement('div');
    element.setAttribute('role', 'row');
    let left = 0;
    const cells = this.#columns.map(({ column, pinned, width }) => {
      const cell = document.createElement('div');
      cell.setAttribute('role', 'gridcell');
      cell.className = `cell ${column.align} c-${column.id}${pinned ? ' pinned' : ''}`;
      if (pinned) cell.style.left = `${left}px`;
      if (pinned) left += width;
      return cell;
    });
    element.append(...cells);
    return { element, cells, key: '', painted: '' };
  }

  #paintSlot(slot: Slot, line: Line, state: TapeViewState): void {
    const { print, folded, inner } = line;
    // An order's line stands for all of its prints, of which only one may be gone.
    const replaced = folded === 0 && state.isReplaced(print.id);
    const opened = folded > 0 && print.orderId !== null && state.open.has(print.orderId);
    const painted = `${print.id} ${folded} ${line.whole} ${state.look.zone}`;
    const selected = state.selected === slot.key;
    const name = `row ${print.right === 'C' ? 'is-call' : 'is-put'}${inner ? ' inner' : ''}${replaced ? ' replaced' : ''}${print.kind === 'trade' ? '' : ' void'}${opened ? ' opened' : ''}${selected ? ' selected' : ''}`;
    if (slot.element.className !== name) slot.element.className = name;
    slot.element.setAttribute('aria-selected', String(selected));
    if (slot.painted === painted) return;
    slot.painted = painted;
    for (const [i, { column }] of this.#columns.entries()) {
      const cell = slot.cells[i];
      if (cell !== undefined) column.paint(cell, line, state.look);
    }
  }
}

/** An open order's newest print is on the tape twice: as the order and as itself. */
export const keyOf = ({ print, inner, folded }: Line): string => (folded > 0 ? `order ${print.orderId ?? ''}` : inner ? `${print.id} inner` : print.id);

function flash(element: HTMLElement): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  element.animate([{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }], { duration: 700, easing: 'ease-out' });
}
