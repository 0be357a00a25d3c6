import { SessionClock, type SessionClass } from './sessions.ts';

const CLASSES = ['equity', 'etf', 'global'] as const satisfies readonly SessionClass[];
const SESSIONS = ['rth', 'gth', 'curb'] as const;

/** Whether a part of the trading day is on for a class of roots, 1 or 0: what the gauge `tapewire_session` shows. */
export interface SessionState {
  readonly value: 0 | 1;
  readonly labels: { readonly class: SessionClass; readonly session: (typeof SESSIONS)[number] };
}

const clock = new SessionClock();

/** The state of every part of the trading day at an instant, by the session table. */
export const sessionStates = (ts: number): SessionState[] =>
  CLASSES.flatMap((of) => {
    const { session } = clock.at(ts, of);
    return SESSIONS.map((name) => ({ value: session === name ? 1 : 0, labels: { class: of, session: name } }));
  });
