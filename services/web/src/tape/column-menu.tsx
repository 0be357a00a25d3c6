import type { ReactNode } from 'react';
import { changePane, type Pane } from '../state/layout.ts';
import { Popover } from '../ui/popover.tsx';
import { DEFAULT_TAPE_COLUMNS, TAPE_COLUMNS } from './columns.ts';

/** Chooses, orders and pins a tape's columns. */
export function ColumnMenu({ pane }: { readonly pane: Pane }): ReactNode {
  const shown = pane.columns;
  const set = (columns: readonly string[]): void => { changePane(pane.id, { columns }); };
  const move = (id: string, by: number): void => {
    const from = shown.indexOf(id);
    const to = from + by;
    if (to < 0 || to >= shown.length) return;
    const next = shown.filter((other) => other !== id);
    set([...next.slice(0, to), id, ...next.slice(to)]);
  };
  const pin = (id: string): void => {
    changePane(pane.id, { pinned: pane.pinned.includes(id) ? pane.pinned.filter((other) => other !== id) : [...pane.pinned, id] });
  };
  const ordered = [...shown.flatMap((id) => TAPE_COLUMNS.filter((column) => column.id === id)), ...TAPE_COLUMNS.filter(({ id }) => !shown.includes(id))];
  return (
    <Popover label="Columns" title="Choose, order and pin columns">
      {() => (
        <div className="menu">
          {ordered.map(({ id, title, name }) => {
            const on = shown.includes(id);
            return (
              <div key={id} className="menu-row column-row">
                <label>
                  <input type="checkbox" checked={on} onChange={() => { set(on ? shown.filter((other) => other !== id) : [...shown, id]); }} />
                  <b>{title === '' ? '▲▼' : title}</b> <span>{name}</span>
                </label>
                <button type="button" className="button" disabled={!on} aria-label={`${name}: further left`} onClick={() => { move(id, -1); }}>↑</button>
                <button type="button" className="button" disabled={!on} aria-label={`${name}: further right`} onClick={() => { move(id, 1); }}>↓</button>
                <button type="button" className="button" disabled={!on} aria-pressed={pane.pinned.includes(id)} onClick={() => { pin(id); }}>Pin</button>
              </div>
            );
          })}
          <button type="button" className="button" onClick={() => { changePane(pane.id, { columns: DEFAULT_TAPE_COLUMNS, widths: {}, pinned: [] }); }}>As it was</button>
        </div>
      )}
    </Popover>
  );
}
