import { type ReactNode, useEffect, useState } from 'react';
import type { Session } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { active, follow, followed } from '../state/workspace.ts';
import { money } from '../tape/format.ts';
import { sumByTicker, type TickerSum } from './tape-summary.ts';

const SHOWN = 40;

/** What the tape in front of you is about: its tickers by premium. */
export function TickersPanel({ session }: { readonly session: Session }): ReactNode {
  const { now } = useStore(session.vitals);
  const ticker = useStore(followed);
  const [sums, setSums] = useState<readonly TickerSum[]>([]);
  useEffect(() => { setSums(sumByTicker(active()?.controller.prints() ?? [], SHOWN)); }, [now]);
  const most = Math.max(1, ...sums.map(({ premium }) => premium));
  const calls = sums.reduce((sum, one) => sum + one.calls, 0);
  const puts = sums.reduce((sum, one) => sum + one.puts, 0);
  return (
    <>
      <p className="hint">
        Rows held by this tape: calls {money(calls)}, puts {money(puts)}, put/call {calls === 0 ? '–' : (puts / calls).toFixed(2)}
      </p>
      <ol className="tickers" aria-label="Tickers by premium">
        {sums.map((sum) => (
          <li key={sum.ticker}>
            <button type="button" aria-pressed={sum.ticker === ticker} onClick={() => { follow(sum.ticker === ticker ? undefined : sum.ticker); }}>
              <b>{sum.ticker}</b>
              <span className="stack" aria-hidden="true"><i className="call" style={{ width: `${(sum.calls / most) * 100}%` }} /><i className="put" style={{ width: `${(sum.puts / most) * 100}%` }} /></span>
              <span>{money(sum.premium)}</span>
              <span className={`lean ${sum.lean > 0 ? 'bullish' : sum.lean < 0 ? 'bearish' : ''}`}>{sum.lean > 0 ? '+' : ''}{money(sum.lean)}</span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
