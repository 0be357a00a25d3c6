import { type ReactNode, useEffect, useRef } from 'react';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { useStore } from '../state/store.ts';
import { followed } from '../state/workspace.ts';
import { FlowChart } from './flow-chart.ts';
import { FlowSeries } from './flow-series.ts';

const MINUTES = 390;

/** Net premium of calls and puts over the day, with the underlying's price. */
export function FlowPanel({ session, serves }: { readonly session: Session; readonly serves: boolean }): ReactNode {
  const ticker = useStore(followed);
  const { theme, zone } = useStore(settings);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (frame.current === null || !serves) return;
    const series = new FlowSeries(ticker ?? '*');
    const chart = new FlowChart(frame.current, zone);
    const end = session.client.watchFlow({ minutes: MINUTES, ...(ticker === undefined ? {} : { underlying: ticker }) }, (flow) => {
      series.take(flow);
      chart.show(series.cumulated());
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
      <p className="hint">Follow a ticker from a row (t), from “Tickers”, or by its name in the palette; m is the market.</p>
    </>
  );
}
