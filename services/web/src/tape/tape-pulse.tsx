import type { ReactNode } from 'react';
import { usePicked, useStore } from '../state/store.ts';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { count, money, timeOfDay } from './format.ts';
import type { TapeController } from './tape-controller.ts';
import { pulseOf } from './pulse.ts';

const whole = (share: number): string => `${Math.round(share * 100)}%`;

/** What the rows of a tape add up to: calls against puts, bullish against bearish, once a second. */
export function TapePulse({ session, controller }: { readonly session: Session; readonly controller: TapeController }): ReactNode {
  usePicked(session.vitals, ({ now }) => now);
  const hasRows = usePicked(controller.status, ({ held }) => held > 0);
  const { zone } = useStore(settings);
  if (!hasRows) return null;
  const pulse = pulseOf(controller.prints());
  return (
    <dl className="pulse" aria-label="Sums of this tape">
      <div className="versus" title="Premium of the calls and puts on this tape">
        <dt>Calls</dt><dd className="call">{money(pulse.calls)}</dd>
        <dd className="meter" aria-hidden="true"><i className="call" style={{ flexGrow: pulse.calls }} /><i className="put" style={{ flexGrow: pulse.puts }} /></dd>
        <dt>Puts</dt><dd className="put">{money(pulse.puts)}</dd>
      </div>
      <div className="versus" title="Premium of single-leg trades bought or sold in one direction">
        <dt>Bullish</dt><dd className="bullish">{whole(pulse.bullish)}</dd>
        <dd className="meter" aria-hidden="true"><i className="bullish" style={{ flexGrow: pulse.bullish }} /><i className="between" style={{ flexGrow: pulse.neither }} /><i className="bearish" style={{ flexGrow: pulse.bearish }} /></dd>
        <dt>Bearish</dt><dd className="bearish">{whole(pulse.bearish)}</dd>
      </div>
      <div className="minor"><dt>Put/call</dt><dd>{pulse.putCall === undefined ? '–' : pulse.putCall.toFixed(2)}</dd></div>
      <div className="minor"><dt>Sweeps</dt><dd>{money(pulse.sweeps)}</dd></div>
      <div className="since minor"><dt>since {timeOfDay(pulse.since, zone)}</dt><dd>{count(pulse.prints)} prints</dd></div>
    </dl>
  );
}
