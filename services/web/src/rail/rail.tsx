import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Session } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import type { AlertCenter } from './alert-center.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { FeedPanel } from './feed-panel.tsx';
import { TickersPanel } from './tickers-panel.tsx';

// The chart's library is as large as the rest of the page, and not needed for the first rows.
const FlowPanel = lazy(() => import('./flow-panel.tsx').then((panel) => ({ default: panel.FlowPanel })));

const TABS = ['Alerts', 'Flow', 'Tickers', 'Feed'] as const;
export type RailTab = (typeof TABS)[number];

/** Beside the tapes: alerts, flow, tickers, and the state of the feed. */
export function Rail({ session, center }: { readonly session: Session; readonly center: AlertCenter }): ReactNode {
  const [tab, setTab] = useState<RailTab>('Alerts');
  const welcome = useStore(session.welcome);
  const serves = (feature: string): boolean => welcome?.features.includes(feature) ?? false;
  return (
    <aside className="rail" aria-label="Alerts and flow">
      <div className="tabs" role="tablist" aria-label="Side">
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" id={`tab-${name}`} aria-selected={name === tab} aria-controls="rail-panel" onClick={() => { setTab(name); }}>{name}</button>
        ))}
      </div>
      <div className="rail-panel" id="rail-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === 'Alerts' && <AlertsPanel center={center} serves={serves('alerts')} />}
        {tab === 'Flow' && <Suspense fallback={null}><FlowPanel session={session} serves={serves('flow')} /></Suspense>}
        {tab === 'Tickers' && <TickersPanel session={session} serves={serves('top')} />}
        {tab === 'Feed' && <FeedPanel session={session} />}
      </div>
    </aside>
  );
}
