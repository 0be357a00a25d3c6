import { withTerm } from '../filter/terms.ts';
import type { Print } from '../tape/print.ts';
import type { TapeController } from '../tape/tape-controller.ts';
import { changePane, type Pane, panes } from './layout.ts';
import { Store } from './store.ts';

export type Overlay = 'palette' | 'help' | undefined;

/** Which tape the keys act on. */
export const activePane = new Store<string | undefined>(undefined);
/** The print whose contract and order the drawer shows. */
export const drawer = new Store<Print | undefined>(undefined);
export const overlay = new Store<Overlay>(undefined);
/** The ticker that the rail's chart follows; none: the market. */
export const followed = new Store<string | undefined>(undefined);

const controllers = new Map<string, TapeController>();

/** Makes a tape known to keys and commands; returns what forgets it. */
export function register(pane: string, controller: TapeController): () => void {
  controllers.set(pane, controller);
  if (activePane.get() === undefined) activePane.set(pane);
  return () => {
    controllers.delete(pane);
    if (activePane.get() === pane) activePane.set([...controllers.keys()][0]);
  };
}

export function active(): { readonly pane: Pane; readonly controller: TapeController } | undefined {
  const pane = panes.get().find(({ id }) => id === activePane.get()) ?? panes.get()[0];
  const controller = pane === undefined ? undefined : controllers.get(pane.id);
  return pane === undefined || controller === undefined ? undefined : { pane, controller };
}

/** Narrows a tape to one contract. */
export function followContract(contract: string, pane: Pane | undefined = active()?.pane): void {
  if (pane !== undefined) changePane(pane.id, { filter: `contract:${contract}` });
}

/** Narrows a tape to the underlyings of a sector. */
export function followSector(sector: string, pane: Pane | undefined = active()?.pane): void {
  if (pane !== undefined) changePane(pane.id, { filter: withTerm(pane.filter, 'sector', `sector:${sector}`) });
}

/** Narrows a tape to a ticker, or widens it again; the rail's chart goes along. */
export function follow(ticker: string | undefined, pane: Pane | undefined = active()?.pane): void {
  followed.set(ticker);
  if (pane !== undefined) changePane(pane.id, { filter: withTerm(pane.filter, 'underlying', ticker === undefined ? undefined : `ticker:${ticker}`) });
}
