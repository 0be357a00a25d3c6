import { type ReactNode, useState } from 'react';
import { AlertCenter } from '../rail/alert-center.ts';
import { Rail } from '../rail/rail.tsx';
import { TradeDrawer } from '../drawers/trade-drawer.tsx';
import { panes } from '../state/layout.ts';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { useStore } from '../state/store.ts';
import { drawer, overlay } from '../state/workspace.ts';
import { TapePane } from '../tape/tape-pane.tsx';
import { Help } from './help.tsx';
import { Messages } from './messages.tsx';
import { Palette } from './palette.tsx';
import { PhoneTabs } from './phone-tabs.tsx';
import { TopBar } from './top-bar.tsx';
import { useKeys } from './use-keys.ts';

/** The whole page: tapes, the rail beside them, and what opens over them. */
export function Terminal({ session }: { readonly session: Session }): ReactNode {
  const [center] = useState(() => new AlertCenter(session));
  const [phoneView, setPhoneView] = useState<'tape' | 'rail'>('tape');
  const shown = useStore(panes);
  const open = useStore(overlay);
  const print = useStore(drawer);
  const { rail } = useStore(settings);
  useKeys(session);
  return (
    <div className={`terminal${print !== undefined ? ' with-drawer' : rail ? ' with-rail' : ''} phone-${phoneView}`}>
      <TopBar session={session} />
      <Messages session={session} />
      <main className="panes">
        {shown.map((pane) => <TapePane key={pane.id} session={session} pane={pane} closable={shown.length > 1} />)}
      </main>
      {rail && print === undefined && <Rail session={session} center={center} />}
      {print !== undefined && <TradeDrawer session={session} center={center} print={print} />}
      <PhoneTabs view={phoneView} onView={setPhoneView} />
      {open === 'palette' && <Palette session={session} />}
      {open === 'help' && <Help session={session} />}
    </div>
  );
}
