import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { useStore } from '../state/store.ts';
import { followed } from '../state/workspace.ts';
import { count, money } from '../tape/format.ts';
import { FlowChart } from './flow-chart.ts';
import { FlowSeries, type FlowTotals } from './flow-series.ts';
import { MarketTickers } from './tickers-panel.tsx';

const MINUTES = 390;

/** Net premium of calls and puts over the day, with the underlying's price. */
export function FlowPanel({ session, serves }: { readonly session: Session; readonly serves: boolean }): ReactNode {
  const ticker = useStore(followed);
  const { theme, zone } = useStore(settings);
  const frame = useRef<HTMLDivElement>(null);
  const [totals, setTotals] = useState<FlowTotals>();
  useEffect(() => {
    if (frame.current === null || !serves) return;
    const series = new FlowSeries(ticker ?? '*');
    const chart = new FlowChart(frame.current, zone);
    const end = session.client.watchFlow({ minutes: MINUTES, ...(ticker === undefined ? {} : { underlying: ticker }) }, (flow) => {
      series.take(flow);
      chart.show(series.cumulated());
      setTotals(series.totals());
    });
    return () => {
      end();
      chart.remove();
    };
    // The chart takes its colours from the theme when it is made.
  }, [session, serves, ticker, theme, zone]);
  if (!serves) return <p className="hint">This gateway does not serve flow. “Tickers” sums up the rows of the tape instead.</p>;
  return (
    <>
      <h3 className="panel-title">{ticker ?? 'Market'} <small>net premium: at ask minus at bid</small></h3>
      <p className="legend"><span className="call">calls</span><span className="put">puts</span><span className="price">price</span></p>
      <div className="flow-chart" ref={frame} role="img" aria-label={`Net premium of ${ticker ?? 'the market'} over the day`} />
      {totals !== undefined && <Totals totals={totals} />}
      <h3 className="panel-title">Top tickers <small>premium of the day, net premium; a click follows one, m is the market</small></h3>
      <MarketTickers session={session} />
    </>
  );
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${money(value)}`;

/** The day in figures: how much more was bought than sold, and puts against calls. */
function Totals({ totals: { calls, puts, callVolume, putVolume } }: { readonly totals: FlowTotals }): ReactNode {
  return (
    <dl className="totals">
      <div><dt>Calls, net</dt><dd className="call">{signed(calls)}</dd></div>
      <div><dt>Puts, net</dt><dd className="put">{signed(puts)}</dd></div>
      <div title={`${count(putVolume)} puts over ${count(callVolume)} calls`}><dt>Put/call volume</dt><dd>{callVolume === 0 ? '–' : (putVolume / callVolume).toFixed(2)}</dd></div>
    </dl>
  );
}
