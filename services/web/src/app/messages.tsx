import type { ReactNode } from 'react';
import type { Session } from '../state/session.ts';
import { useStore } from '../state/store.ts';

/** What the page has to tell: never over the tape, always until it is read when it matters. */
export function Messages({ session }: { readonly session: Session }): ReactNode {
  const messages = useStore(session.messages);
  return (
    <div className="messages" role="status" aria-live="polite">
      {messages.slice(-3).map(({ id, tone, text }) => (
        <div key={id} className={`message ${tone}`}>
          <span>{text}</span>
          <button type="button" aria-label="Dismiss" onClick={() => { session.dismiss(id); }}>×</button>
        </div>
      ))}
    </div>
  );
}
