import { type ReactNode, useEffect, useRef } from 'react';
import type { AlertCenter } from '../rail/alert-center.ts';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { useStore } from '../state/store.ts';
import { drawer, follow, followContract } from '../state/workspace.ts';
import { change, count, expiration, fixed, money, percent, strike, timeOfDay, UNKNOWN } from '../tape/format.ts';
import { exchangeName, FLAG_MARKS, sectorName, SIDE_MARKS, strategyName } from '../tape/marks.ts';
import { PRINT_COLUMNS, type Print } from '../tape/print.ts';
import { replacedIds } from '../tape/standing.ts';
import { legsOf, summarize } from './contract-day.ts';
import { DayChart } from './day-chart.tsx';
import { type Asked, useRows } from './use-rows.ts';

const CONTRACT_PRINTS = 500;

/** A print in full: its order, and its contract's day. */
export function TradeDrawer({ session, center, print }: { readonly session: Session; readonly center: AlertCenter; readonly print: Print }): ReactNode {
  const alerts = useStore(center.alerts);
  const confirmed = alerts.find((alert) => alert.openInterest !== undefined && (alert.print.orderId ?? alert.print.id) === (print.orderId ?? print.id));
  const { zone } = useStore(settings);
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => { closer.current?.focus(); }, [print.id]);
  return (
    <aside className="drawer" aria-label={`${print.underlying} ${print.exp} ${strike(print.strike)} ${print.right === 'C' ? 'call' : 'put'}`}>
      <header>
        <h2>
          <button type="button" className="ticker-link" onClick={() => { follow(print.underlying); }}>{print.underlying}</button>
          {' '}{strike(print.strike)} <span className={`right ${print.right === 'C' ? 'call' : 'put'}`}>{print.right}</span> {expiration(print.exp, 999)}
        </h2>
        <button type="button" className="button" onClick={() => { followContract(print.contract); }}>Follow this contract</button>
        <button ref={closer} type="button" className="button close" aria-label="Close" onClick={() => { drawer.set(undefined); }}>×</button>
      </header>
      <PrintFacts print={print} zone={zone} />
      {confirmed !== undefined && <p className="confirmed">The next morning: {confirmed.openInterest}</p>}
      {print.orderId !== null && <Order session={session} id={print.orderId} zone={zone} />}
      <Day session={session} print={print} zone={zone} />
    </aside>
  );
}

const plural = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;

const moneyness = (otm: number | null): string =>
  otm === null ? '' : otm < 0 ? `, ${percent(-otm)} in the money` : `, ${percent(otm)} out of the money`;

function PrintFacts({ print, zone }: { readonly print: Print; readonly zone: 'ny' | 'local' }): ReactNode {
  const facts: readonly (readonly [string, string])[] = [
    ['Time', timeOfDay(print.ts, zone)],
    ['Price', `${fixed(print.price, 2)} ${SIDE_MARKS[print.side]?.name ?? ''}`],
    ['Quote', print.bid === null || print.ask === null ? UNKNOWN : `${print.bid.toFixed(2)} × ${print.ask.toFixed(2)}`],
    ['Size', `${count(print.size)} on ${exchangeName(print.exchange) || UNKNOWN}`],
    ['Premium', money(print.premium)],
    ['Spot', `${fixed(print.spot, 2)}${moneyness(print.otm)}`],
    ...underlyingFacts(print),
    ['IV, delta', print.iv === null && print.delta === null ? UNKNOWN : `${percent(print.iv === null ? null : print.iv * 100)}, ${fixed(print.delta, 2)}`],
    ['Flags', print.flags.map((flag) => FLAG_MARKS[flag]?.name ?? flag).join(', ') || 'none'],
    ...correctionFacts(print),
  ];
  return <dl className="drawer-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** How the underlying stands since yesterday, and what it is, where reference data says. */
function underlyingFacts({ spotChange, sector, issueType }: Print): readonly (readonly [string, string])[] {
  const kind = [sectorName(sector), issueType ?? ''].filter((word) => word !== '').join(', ');
  return [...(spotChange === null ? [] : [['Since close', change(spotChange, 2)] as const]), ...(kind === '' ? [] : [['Underlying', kind] as const])];
}

/** What a row that cancels or corrects a print does to it. */
function correctionFacts({ kind, corrected }: Print): readonly (readonly [string, string])[] {
  if (kind === 'cancel') return [['Cancelled', 'this print no longer stands']];
  return corrected === null ? [] : [['Corrected to', `${count(corrected.size)} at ${fixed(corrected.price, 2)}, ${money(corrected.premium)}`]];
}

function Order({ session, id, zone }: { readonly session: Session; readonly id: string; readonly zone: 'ny' | 'local' }): ReactNode {
  const asked = useRows(`order ${id}`, () => session.client.order(id, PRINT_COLUMNS));
  if (asked.state !== 'there') return <Pending title="Order" asked={asked} />;
  const legs = legsOf(asked.prints);
  const total = legs.reduce((sum, { premium }) => sum + premium, 0);
  const size = legs.reduce((sum, leg) => sum + leg.size, 0);
  const exchanges = new Set(legs.flatMap((leg) => leg.exchanges)).size;
  const strategy = strategyName(asked.prints.find((print) => print.strategy !== null)?.strategy ?? null);
  const replaced = replacedIds(asked.prints);
  return (
    <section>
      <h3>Order <small>{plural(asked.prints.length, 'print')} on {plural(exchanges, 'exchange')}, {count(size)} contracts, {money(total)}{strategy === '' ? '' : `, ${strategy}`}</small></h3>
      {legs.length > 1 && (
        <ul className="legs">
          {legs.map((leg) => (
            <li key={leg.contract}>
              <span>{strike(leg.print.strike)} <span className={`right ${leg.print.right === 'C' ? 'call' : 'put'}`}>{leg.print.right}</span> {expiration(leg.print.exp, leg.print.dte)}</span>
              <span>{SIDE_MARKS[leg.print.side]?.name ?? ''}</span><span>{count(leg.size)}</span><span>{money(leg.premium)}</span>
            </li>
          ))}
        </ul>
      )}
      <table>
        <thead><tr><th scope="col">Time</th><th scope="col">Ex</th><th scope="col">Size</th><th scope="col">Price</th><th scope="col">Side</th><th scope="col">Premium</th></tr></thead>
        <tbody>
          {asked.prints.map((print) => (
            <tr key={print.id} className={replaced.has(print.id) ? 'replaced' : ''}>
              <td>{timeOfDay(print.ts, zone)}.{String(Math.floor(print.ts) % 1000).padStart(3, '0')}</td><td title={exchangeName(print.exchange)}>{print.exchange}</td><td>{count(print.size)}</td>
              <td>{fixed(print.price, 2)}</td><td>{SIDE_MARKS[print.side]?.letters ?? ''}</td><td>{money(print.premium)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Day({ session, print, zone }: { readonly session: Session; readonly print: Print; readonly zone: 'ny' | 'local' }): ReactNode {
  const asked = useRows(`contract ${print.contract} ${print.id}`, () => session.client.page({ filter: `contract:${print.contract}`, columns: [...PRINT_COLUMNS], limit: CONTRACT_PRINTS }));
  if (asked.state !== 'there') return <Pending title="The contract’s day" asked={asked} />;
  const day = summarize(asked.prints);
  const volume = day.volume ?? 0;
  const most = Math.max(volume, day.oi ?? 0, 1);
  return (
    <section>
      <h3>The contract’s day <small>{day.prints === CONTRACT_PRINTS ? `newest ${CONTRACT_PRINTS} prints` : plural(day.prints, 'print')}, {money(day.premium)}</small></h3>
      <DayChart prints={asked.prints} zone={zone} />
      <div className="sides" role="img" aria-label={`${percent(day.bought * 100, 0)} bought, ${percent(day.sold * 100, 0)} sold, ${percent(day.between * 100, 0)} between`}>
        <i className="bought" style={{ flexGrow: day.bought }} /><i className="between" style={{ flexGrow: day.between }} /><i className="sold" style={{ flexGrow: day.sold }} />
      </div>
      <p className="sides-text"><span>{percent(day.bought * 100, 0)} at ask</span><span>{percent(day.between * 100, 0)} between</span><span>{percent(day.sold * 100, 0)} at bid</span></p>
      <dl className="bars">
        <div><dt>Volume</dt><dd><i style={{ width: `${(volume / most) * 100}%` }} /><span>{count(day.volume)}</span></dd></div>
        <div><dt>Open interest</dt><dd><i style={{ width: `${((day.oi ?? 0) / most) * 100}%` }} /><span>{count(day.oi)}</span></dd></div>
      </dl>
    </section>
  );
}

function Pending({ title, asked }: { readonly title: string; readonly asked: Asked }): ReactNode {
  return <section><h3>{title}</h3><p className="hint">{asked.state === 'failed' ? asked.why : 'asking the gateway'}</p></section>;
}
