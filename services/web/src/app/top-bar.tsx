import type { ReactNode } from 'react';
import { delayOf } from '../state/delay.ts';
import type { Session } from '../state/session.ts';
import { change, settings } from '../state/settings.ts';
import { useStore } from '../state/store.ts';
import { dayAndTime, duration, timeOfDay } from '../tape/format.ts';
import { describeLine } from './line-state.ts';

const ms = (value: number | undefined): string => (value === undefined ? '–' : value >= 10_000 ? `${(value / 1000).toFixed(0)}s` : `${Math.round(value)}`);

/** Prints that are further from now than this are a replay's, or the last of a day that is over. */
const OTHER_DAY_MS = 3_600_000;

export function TopBar({ session }: { readonly session: Session }): ReactNode {
  const connection = useStore(session.connection);
  const welcome = useStore(session.welcome);
  const vitals = useStore(session.vitals);
  const { zone, theme } = useStore(settings);
  const line = describeLine(connection, vitals.silence);
  const delay = welcome === undefined ? 0 : delayOf(welcome);
  const tapeTime = vitals.tapeTime;
  const otherDay = tapeTime !== undefined && Math.abs(vitals.now - delay - tapeTime) > OTHER_DAY_MS;
  return (
    <header className="top-bar">
      <h1 className="brand">TAPE<span>WIRE</span></h1>
      <div className={`line-state ${line.tone}`} role="status" aria-label={`Connection: ${line.text}`}>
        <i aria-hidden="true" />{line.text}
      </div>
      {welcome !== undefined && (
        <dl className="facts">
          <div><dt>Feed</dt><dd>{welcome.feeds.map((feed) => feed.name).join(', ') || 'none yet'}</dd></div>
          <div><dt>Plan</dt><dd>{welcome.plan.name}</dd></div>
          <div className={delay > 0 ? 'delayed' : ''}><dt>Delay</dt><dd>{delay > 0 ? duration(delay) : 'real time'}</dd></div>
          {otherDay && <div className="delayed" title="The feed's own time: its prints are not of this hour"><dt>Tape at</dt><dd>{dayAndTime(tapeTime, zone)}</dd></div>}
        </dl>
      )}
      <dl className="facts vitals">
        <div title="Receipt by the ingestor to this screen: half of the rows, and all but one in a hundred, were faster"><dt>Latency p50 / p99</dt><dd>{ms(vitals.p50)} / {ms(vitals.p99)} ms</dd></div>
        <div><dt>Rows/s</dt><dd>{vitals.rowsPerSecond.toFixed(vitals.rowsPerSecond < 10 ? 1 : 0)}</dd></div>
        <div className={vitals.skipped > 0 ? 'delayed' : ''} title="Rows left out because the plan's rate was exceeded"><dt>Skipped</dt><dd>{vitals.skipped}</dd></div>
      </dl>
      <div className="top-tools">
        <button type="button" className="clock" title="Switch between New York and local time" onClick={() => { change({ zone: zone === 'ny' ? 'local' : 'ny' }); }}>
          {timeOfDay(vitals.now, zone)} <small>{zone === 'ny' ? 'NY' : 'local'}</small>
        </button>
        <button type="button" className="icon-button" aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'} onClick={() => { change({ theme: theme === 'dark' ? 'light' : 'dark' }); }}><i className="half-moon" /></button>
      </div>
    </header>
  );
}
