import type { ReactNode } from 'react';
import { usePicked } from '../state/store.ts';
import type { TapeController } from './tape-controller.ts';

const SPEEDS = [1, 5, 20, 60];

/** While the day is played: where it is, how fast, and the way back. */
export function ReplayBar({ controller }: { readonly controller: TapeController }): ReactNode {
  const replay = usePicked(controller.status, (status) => status.replay);
  if (replay === undefined) return null;
  const { at, speed } = replay;
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
