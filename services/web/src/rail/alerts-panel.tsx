import type { ReactNode } from 'react';
import { change, settings } from '../state/settings.ts';
import { useStore } from '../state/store.ts';
import { drawer } from '../state/workspace.ts';
import { expiration, money, strike, timeOfDay } from '../tape/format.ts';
import { SIDE_MARKS } from '../tape/marks.ts';
import type { AlertCenter } from './alert-center.ts';
import { alertLevel } from './alert-level.ts';
import { ALERT_LEVELS, alertsFrom } from './alert-list.ts';

const SEVERITY_LETTERS = { low: 'L', medium: 'M', high: 'H', critical: '!!', own: 'U' } as const;

const LEVEL_NAMES = { all: 'All', medium: 'Medium and up', high: 'High and up', critical: 'Critical', own: 'Yours only' } as const;

/** Today's alerts, newest first; a click opens the trade. */
export function AlertsPanel({ center, serves }: { readonly center: AlertCenter; readonly serves: boolean }): ReactNode {
  const all = useStore(center.alerts);
  const { zone, sounds, notifications } = useStore(settings);
  const level = useStore(alertLevel);
  const alerts = alertsFrom(all, level);
  const askNotifications = (): void => {
    void Notification.requestPermission().then((permission) => { change({ notifications: permission === 'granted' && !notifications }); });
  };
  return (
    <>
      <div className="panel-tools">
        <button type="button" className="button" aria-pressed={sounds} onClick={() => { change({ sounds: !sounds }); }}>Sounds</button>
        <button type="button" className="button" aria-pressed={notifications} onClick={askNotifications}>Notifications</button>
        <select className="part" aria-label="Alerts shown" value={level} onChange={({ target }) => { alertLevel.set(ALERT_LEVELS.find((one) => one === target.value) ?? 'all'); }}>
          {ALERT_LEVELS.map((one) => <option key={one} value={one}>{LEVEL_NAMES[one]}</option>)}
        </select>
      </div>
      {!serves && <p className="hint">This gateway serves no rule alerts. Filters you save and switch to “Alert me” appear here.</p>}
      {serves && all.length > 0 && alerts.length === 0 && <p className="hint">{all.length} alerts of other severities.</p>}
      {serves && all.length === 0 && <p className="hint">Nothing has set off an alert yet. Filters you save and switch to “Alert me” appear here too.</p>}
      <ol className="alerts" aria-label="Alerts, newest first">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <button type="button" className={`alert ${alert.severity}`} title={alert.when} onClick={() => { drawer.set(alert.print); }}>
              <i aria-hidden="true">{SEVERITY_LETTERS[alert.severity]}</i>
              <span className="alert-rule">{alert.rule}<small className="visually-hidden"> severity {alert.severity}</small></span>
              <time>{timeOfDay(alert.ts, zone)}</time>
              <span className="alert-trade">
                {alert.print.sentiment !== 'neutral' && <i className={`sentiment ${alert.print.sentiment}`} role="img" aria-label={alert.print.sentiment} />}
                <b>{alert.print.underlying}</b> {strike(alert.print.strike)}
                <span className={`right ${alert.print.right === 'C' ? 'call' : 'put'}`}>{alert.print.right}</span>
                {expiration(alert.print.exp, alert.print.dte)}
                <span className="alert-side" title={SIDE_MARKS[alert.print.side]?.name}>{SIDE_MARKS[alert.print.side]?.letters}</span>
                {alert.openInterest !== undefined && <em className="alert-oi">{alert.openInterest}</em>}
              </span>
              <b className="alert-money">{money(alert.print.orderPremium ?? alert.print.premium)}</b>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
