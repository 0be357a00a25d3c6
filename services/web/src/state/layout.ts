import { COMPACT_TAPE_COLUMNS, DEFAULT_TAPE_COLUMNS, DRAWER_TAPE_COLUMNS, PHONE_TAPE_COLUMNS, TAPE_COLUMNS, type TapeColumn } from '../tape/columns.ts';
import type { PlacedColumn } from '../tape/tape-view.ts';
import { isFlag, isRecord, isText, isTexts, read, savedStore } from './saved.ts';
import type { Store } from './store.ts';

/** One tape of the page: its filter and how it is shown. */
export interface Pane {
  readonly id: string;
  readonly filter: string;
  /** Column ids in the user's order. */
  readonly columns: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  readonly pinned: readonly string[];
  /** Prints of one order are one row. */
  readonly fold: boolean;
}

export interface Layout {
  readonly name: string;
  readonly panes: readonly Pane[];
}

const isPane = (value: unknown): value is Pane =>
  isRecord(value) && isText(value['id']) && isText(value['filter']) && isTexts(value['columns']) && isTexts(value['pinned']) && isRecord(value['widths']) && isFlag(value['fold']);
const isPanes = (value: unknown): value is readonly Pane[] => Array.isArray(value) && value.length > 0 && value.every(isPane);
const isLayouts = (value: unknown): value is readonly Layout[] =>
  Array.isArray(value) && value.every((layout) => isRecord(layout) && isText(layout['name']) && isPanes(layout['panes']));

export const MAX_PANES = 4;
const BY_ID: ReadonlyMap<string, TapeColumn> = new Map(TAPE_COLUMNS.map((column) => [column.id, column]));

let nextId = 0;
export const newPane = (filter = ''): Pane => ({ id: `${Date.now().toString(36)}${nextId++}`, filter, columns: DEFAULT_TAPE_COLUMNS, widths: {}, pinned: [], fold: true });

/** Filters in the address bar win over the remembered ones: a link is a view. */
function firstPanes(): readonly Pane[] {
  const remembered = read('panes', [newPane()], isPanes);
  const linked = new URLSearchParams(location.search).getAll('f');
  if (linked.length === 0) return remembered;
  return linked.slice(0, MAX_PANES).map((filter, i) => ({ ...(remembered[i] ?? newPane()), filter }));
}

export const panes: Store<readonly Pane[]> = savedStore<readonly Pane[]>('panes', [newPane()], isPanes);
panes.set(firstPanes());
export const layouts = savedStore<readonly Layout[]>('layouts', [], isLayouts);

/** The address that shows the same filters. */
export function addressOf(shown: readonly Pane[]): string {
  const query = new URLSearchParams(shown.map(({ filter }) => ['f', filter]));
  const only = shown.length === 1 && shown[0]?.filter === '';
  return `${location.origin}${location.pathname}${only ? '' : `?${query.toString()}`}`;
}

panes.subscribe(() => { history.replaceState(null, '', addressOf(panes.get())); });

export const changePane = (id: string, part: Partial<Pane>): void => {
  panes.update((all) => all.map((pane) => (pane.id === id ? { ...pane, ...part } : pane)));
};
export const addPane = (filter = ''): void => {
  panes.update((all) => (all.length < MAX_PANES ? [...all, newPane(filter)] : all));
};
export const closePane = (id: string): void => {
  panes.update((all) => (all.length > 1 ? all.filter((pane) => pane.id !== id) : all));
};

/** The width of the page that a tape has: columns that its user has not chosen go by it. */
export type Room = 'wide' | 'drawer' | 'shared' | 'phone';

const widthsIn: Readonly<Record<Room, Readonly<Record<string, number>>>> = {
  wide: {},
  drawer: {},
  shared: { time: 62, ticker: 50, strike: 50, right: 28, exp: 64, side: 66, size: 44, premium: 54, order: 46, flags: 78 },
  phone: { time: 54, ticker: 44, strike: 46, right: 26, exp: 58, side: 54, premium: 50, flags: 58 },
};

function columnsIn(room: Room, chosen: readonly string[]): readonly string[] {
  if (room === 'phone') return PHONE_TAPE_COLUMNS;
  const untouched = chosen.join() === DEFAULT_TAPE_COLUMNS.join();
  if (!untouched) return chosen;
  return room === 'shared' ? COMPACT_TAPE_COLUMNS : room === 'drawer' ? DRAWER_TAPE_COLUMNS : chosen;
}

/** A pane's columns as they are laid out: pinned ones first. */
export function placedColumns(pane: Pane, room: Room): readonly PlacedColumn[] {
  const phone = room === 'phone';
  const ids = columnsIn(room, pane.columns);
  const placed = ids.flatMap((id) => {
    const column = BY_ID.get(id);
    if (column === undefined) return [];
    return [{ column, width: (phone ? undefined : pane.widths[id]) ?? widthsIn[room][id] ?? column.width, pinned: !phone && pane.pinned.includes(id) }];
  });
  return [...placed.filter(({ pinned }) => pinned), ...placed.filter(({ pinned }) => !pinned)];
}
