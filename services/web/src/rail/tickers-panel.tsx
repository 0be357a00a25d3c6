import { type ReactNode, useEffect, useState } from 'react';
import type { Session } from '../state/session.ts';
import { usePicked, useStore } from '../state/store.ts';
import { active, follow, followContract, followed, followSector } from '../state/workspace.ts';
import { money } from '../tape/format.ts';
import { ContractName } from './contract-name.tsx';
import { type Grouping, type PremiumSum, sumBy, sumsOfMarket } from './tape-summary.ts';

const SHOWN = 40;
const REFRESH_MS = 5000;
const MINUTES = 390;
const VIEWS = { ticker: 'Tickers', contract: 'Contracts', sector: 'Sectors', market: 'Market today' } as const;
type View = keyof typeof VIEWS;

/** What premium went into: of the tape in front of you by ticker, contract or sector, or of the market's day. */
export function TickersPanel({ session, serves }: { readonly session: Session; readonly serves: boolean }): ReactNode {
  const [view, setView] = useState<View>('ticker');
  const views = (Object.keys(VIEWS) as View[]).filter((one) => serves || one !== 'market');
  return (
    <>
      <div className="panel-tools">
        {views.map((one) => <button key={one} type="button" className="button" aria-pressed={one === view} onClick={() => { setView(one); }}>{VIEWS[one]}</button>)}
      </div>
      {view === 'market'
        ? <><p className="hint">Premium of the day. Right: net premium of calls minus puts, packages left out.</p><MarketTickers session={session} /></>
        : <TapeSums session={session} grouping={view} />}
    </>
  );
}

const HINTS: Readonly<Record<Grouping, string>> = {
  ticker: 'Premium of the rows this tape holds. Right: bullish minus bearish.',
  contract: 'Contracts hit most on this tape, with their prints. Right: bullish minus bearish.',
  sector: 'Premium of this tape by sector of the underlying. Right: bullish minus bearish.',
};

function TapeSums({ session, grouping }: { readonly session: Session; readonly grouping: Grouping }): ReactNode {
  usePicked(session.vitals, ({ now }) => now);
  const sums = sumBy(grouping, active()?.controller.prints() ?? [], SHOWN);
  return (
    <>
      <p className="hint">{sums.length === 0 && grouping === 'sector' ? 'No row of this tape has a sector: the firm’s reference data tells them.' : HINTS[grouping]}</p>
      <SumList sums={sums} grouping={grouping} split />
    </>
  );
}

/** The market's busiest tickers of the day, asked anew every few seconds. */
export function MarketTickers({ session }: { readonly session: Session }): ReactNode {
  const [sums, setSums] = useState<readonly PremiumSum[]>([]);
  useEffect(() => {
    const ask = (): void => {
      // A missed refresh is made up by the next one.
      void session.client.top({ by: 'premium', minutes: MINUTES, limit: SHOWN }).then((table) => { setSums(sumsOfMarket(table)); }, () => undefined);
    };
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => { clearInterval(timer); };
  }, [session]);
  return <SumList sums={sums} grouping="ticker" split={false} />;
}

interface SumListProps {
  readonly sums: readonly PremiumSum[];
  readonly grouping: Grouping;
  /** The bar tells calls from puts, which the market's ranking knows only as net premium. */
  readonly split: boolean;
}

function SumList({ sums, grouping, split }: SumListProps): ReactNode {
  const ticker = useStore(followed);
  const most = Math.max(1, ...sums.map(({ premium }) => premium));
  const width = (premium: number): { width: string } => ({ width: `${(premium / most) * 100}%` });
  const go = (key: string): void => {
    if (grouping === 'contract') followContract(key);
    else if (grouping === 'sector') followSector(key);
    else follow(key === ticker ? undefined : key);
  };
  return (
    <ol className={`tickers by-${grouping}`} aria-label={`Premium by ${grouping}`}>
      {sums.map((sum) => (
        <li key={sum.key}>
          <button type="button" aria-pressed={grouping === 'ticker' && sum.key === ticker} onClick={() => { go(sum.key); }}>
            {grouping === 'contract' ? <ContractName contract={sum.key} prints={sum.prints} /> : <b>{sum.key.replaceAll('-', ' ')}</b>}
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
