import type { ReactNode } from 'react';
import { panes } from '../state/layout.ts';
import type { Session } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { TapePane } from '../tape/tape-pane.tsx';
import { Messages } from './messages.tsx';
import { TopBar } from './top-bar.tsx';

export function Terminal({ session }: { readonly session: Session }): ReactNode {
  const shown = useStore(panes);
  return (
    <div className="terminal">
      <TopBar session={session} />
      <Messages session={session} />
      <main className="panes">
        {shown.map((pane) => <TapePane key={pane.id} session={session} pane={pane} />)}
      </main>
    </div>
  );
}
