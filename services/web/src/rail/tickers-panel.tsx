import { type ReactNode, useEffect, useState } from 'react';
import type { Session } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { active, follow, followed } from '../state/workspace.ts';
import { money } from '../tape/format.ts';
import { sumByTicker, sumsOfMarket, type TickerSum } from './tape-summary.ts';

const SHOWN = 40;
const REFRESH_MS = 5000;
const MINUTES = 390;

/** Tickers by premium: of the tape in front of you, or of the market's day. */
export function TickersPanel({ session, serves }: { readonly session: Session; readonly serves: boolean }): ReactNode {
  const [market, setMarket] = useState(false);
  return (
    <>
      {serves && (
        <div className="panel-tools">
          <button type="button" className="button" aria-pressed={!market} onClick={() => { setMarket(false); }}>This tape</button>
          <button type="button" className="button" aria-pressed={market} onClick={() => { setMarket(true); }}>Market today</button>
        </div>
      )}
      {market && serves ? <><p className="hint">Premium of the day. Right: net premium of calls minus puts, packages left out.</p><MarketTickers session={session} /></> : <TapeTickers session={session} />}
    </>
  );
}

function TapeTickers({ session }: { readonly session: Session }): ReactNode {
  const { now } = useStore(session.vitals);
  const [sums, setSums] = useState<readonly TickerSum[]>([]);
  useEffect(() => { setSums(sumByTicker(active()?.controller.prints() ?? [], SHOWN)); }, [now]);
  const calls = sums.reduce((sum, one) => sum + one.calls, 0);
  const puts = sums.reduce((sum, one) => sum + one.puts, 0);
  return (
    <>
      <p className="hint">Rows held by this tape: calls {money(calls)}, puts {money(puts)}, put/call {calls === 0 ? '–' : (puts / calls).toFixed(2)}. Right: bullish minus bearish.</p>
      <TickerList sums={sums} split />
    </>
  );
}

/** The market's busiest tickers of the day, asked anew every few seconds. */
export function MarketTickers({ session }: { readonly session: Session }): ReactNode {
  const [sums, setSums] = useState<readonly TickerSum[]>([]);
  useEffect(() => {
    const ask = (): void => {
      // A missed refresh is made up by the next one.
      void session.client.top({ by: 'premium', minutes: MINUTES, limit: SHOWN }).then((table) => { setSums(sumsOfMarket(table)); }, () => undefined);
    };
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => { clearInterval(timer); };
  }, [session]);
  return <TickerList sums={sums} split={false} />;
}

/** `split`: the bar tells calls from puts, which the market's ranking knows only as net premium. */
function TickerList({ sums, split }: { readonly sums: readonly TickerSum[]; readonly split: boolean }): ReactNode {
  const ticker = useStore(followed);
  const most = Math.max(1, ...sums.map(({ premium }) => premium));
  const width = (premium: number): { width: string } => ({ width: `${(premium / most) * 100}%` });
  return (
    <ol className="tickers" aria-label="Tickers by premium">
      {sums.map((sum) => (
        <li key={sum.ticker}>
          <button type="button" aria-pressed={sum.ticker === ticker} onClick={() => { follow(sum.ticker === ticker ? undefined : sum.ticker); }}>
            <b>{sum.ticker}</b>
            <span className="stack" aria-hidden="true">
              {split ? <><i className="call" style={width(sum.calls)} /><i className="put" style={width(sum.puts)} /></> : <i className="whole" style={width(sum.premium)} />}
            </span>
            <span>{money(sum.premium)}</span>
            <span className={`lean ${sum.lean > 0 ? 'bullish' : sum.lean < 0 ? 'bearish' : ''}`}>{sum.lean > 0 ? '+' : ''}{money(sum.lean)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
