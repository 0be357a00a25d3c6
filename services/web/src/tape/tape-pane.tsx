import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { FilterBox } from '../filter/filter-box.tsx';
import { changePane, type Pane, placedColumns } from '../state/layout.ts';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { useStore } from '../state/store.ts';
import { usePhone } from '../ui/use-phone.ts';
import { TapeController } from './tape-controller.ts';
import { TapeGrid } from './tape-grid.tsx';

/** One tape with its filter. */
export function TapePane({ session, pane }: { readonly session: Session; readonly pane: Pane }): ReactNode {
  const [controller] = useState(() => new TapeController(session));
  const status = useStore(controller.status);
  const { zone } = useStore(settings);
  const phone = usePhone();
  useEffect(() => { controller.follow(pane.filter); }, [controller, pane.filter]);
  useLayoutEffect(() => { controller.show(pane.fold, zone); }, [controller, pane.fold, zone]);
  const apply = useRef((filter: string) => { changePane(pane.id, { filter }); });
  const refusal = status.state === 'failed' ? status.error?.message : undefined;
  return (
    <section className="pane" aria-label={pane.filter === '' ? 'Tape: everything' : `Tape: ${pane.filter}`}>
      <div className="pane-bar">
        <FilterBox session={session} filter={pane.filter} onFilter={apply.current} refusal={refusal} />
      </div>
      <TapeGrid controller={controller} columns={placedColumns(pane, phone)} onWidth={(id, width) => { changePane(pane.id, { widths: { ...pane.widths, [id]: width } }); }} />
    </section>
  );
}
