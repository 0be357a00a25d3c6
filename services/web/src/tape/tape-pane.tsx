import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Facets } from '../filter/facets.tsx';
import { FilterBox } from '../filter/filter-box.tsx';
import { FilterMenu } from '../filter/filter-menu.tsx';
import { addPane, changePane, closePane, type Pane, placedColumns } from '../state/layout.ts';
import { delayOf } from '../state/delay.ts';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { usePicked, useStore } from '../state/store.ts';
import { activePane, drawer, register } from '../state/workspace.ts';
import { usePhone } from '../ui/use-phone.ts';
import { ColumnMenu } from './column-menu.tsx';
import { ReplayBar } from './replay-bar.tsx';
import { TapeController } from './tape-controller.ts';
import { TapeGrid } from './tape-grid.tsx';
import { TapePulse } from './tape-pulse.tsx';

interface TapePaneProps {
  readonly session: Session;
  readonly pane: Pane;
  readonly closable: boolean;
}

/** One tape with its filter. */
export function TapePane({ session, pane, closable }: TapePaneProps): ReactNode {
  const [controller] = useState(() => new TapeController(session));
  const [controls, setControls] = useState(false);
  const refusal = usePicked(controller.status, ({ state, error }) => (state === 'failed' ? error?.message : undefined));
  const drawn = usePicked(drawer, (print) => print !== undefined);
  const isActive = useStore(activePane) === pane.id;
  const { zone } = useStore(settings);
  const phone = usePhone();
  const welcome = useStore(session.welcome);
  useEffect(() => register(pane.id, controller), [controller, pane.id]);
  useEffect(() => { controller.follow(pane.filter); }, [controller, pane.filter]);
  useLayoutEffect(() => { controller.show(pane.fold, zone); }, [controller, pane.fold, zone]);
  const apply = useRef((filter: string) => { changePane(pane.id, { filter }); }).current;
  return (
    <section
      className={`pane${isActive ? ' active' : ''}`} aria-label={pane.filter === '' ? 'Tape: everything' : `Tape: ${pane.filter}`}
      onPointerDown={() => { activePane.set(pane.id); }} onFocus={() => { activePane.set(pane.id); }}
    >
      <div className="pane-bar">
        <FilterBox session={session} filter={pane.filter} onFilter={apply} refusal={refusal} />
        <div className="pane-tools">
          <button type="button" className="button" aria-pressed={controls} aria-expanded={controls} onClick={() => { setControls(!controls); }}>Controls</button>
          <FilterMenu filter={pane.filter} onFilter={apply} />
          <button type="button" className="button" aria-pressed={pane.fold} title="One row an order" onClick={() => { changePane(pane.id, { fold: !pane.fold }); }}>Fold</button>
          {!phone && <ColumnMenu pane={pane} />}
          {!phone && <button type="button" className="button" title="Another tape beside this one" aria-label="Another tape" onClick={() => { addPane(pane.filter); }}>+</button>}
          {closable && <button type="button" className="button" aria-label="Close this tape" onClick={() => { closePane(pane.id); }}>×</button>}
        </div>
      </div>
      {controls && <Facets filter={pane.filter} onFilter={apply} />}
      <ReplayBar controller={controller} />
      <TapePulse session={session} controller={controller} />
      <TapeGrid
        controller={controller} delay={welcome === undefined ? 0 : delayOf(welcome)} columns={placedColumns(pane, phone ? 'phone' : closable ? 'shared' : drawn ? 'drawer' : 'wide')}
        onWidth={(id, width) => { changePane(pane.id, { widths: { ...pane.widths, [id]: width } }); }}
      />
    </section>
  );
}
