import type { ReactNode } from 'react';
import type { TapeController } from './tape-controller.ts';
import type { TapeStatus } from './tape-status.ts';

const SPEEDS = [1, 5, 20, 60];

/** While the day is played: where it is, how fast, and the way back. */
export function ReplayBar({ controller, status }: { readonly controller: TapeController; readonly status: TapeStatus }): ReactNode {
  if (status.replay === undefined) return null;
  const { at, speed } = status.replay;
  return (
    <div className="replay-bar" role="group" aria-label="Replay">
      <b>Replay {at}</b>
      {SPEEDS.map((one) => (
        <button key={one} type="button" className="button" aria-pressed={one === speed} onClick={() => { controller.setReplaySpeed(one); }}>{one}×</button>
      ))}
      <span>The live tape goes on meanwhile.</span>
      <button type="button" className="button primary" onClick={() => { controller.backToLive(); }}>Back to live</button>
    </div>
  );
}
