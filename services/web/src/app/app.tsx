import { type ReactNode, Suspense, use, useState } from 'react';
import { keepToken, type Opening } from '../state/opening.ts';
import { Session } from '../state/session.ts';
import { SignIn } from './sign-in.tsx';
import { Terminal } from './terminal.tsx';

/** The page: the terminal, once it is known where the gateways are and who is asking. */
export function App({ opening }: { readonly opening: Promise<Opening> }): ReactNode {
  return (
    <Suspense fallback={<p className="opening">Tapewire</p>}>
      <Opened opening={opening} />
    </Suspense>
  );
}

function Opened({ opening }: { readonly opening: Promise<Opening> }): ReactNode {
  const opened = use(opening);
  const [session, setSession] = useState<Session>();
  if (opened.state === 'askToken') return <SignIn onToken={keepToken} />;
  if (opened.state === 'failed') return <Failed why={opened.why} />;
  if (session === undefined) {
    setSession(sessionOf(opened));
    return null;
  }
  return <Terminal session={session} />;
}

function Failed({ why }: { readonly why: string }): ReactNode {
  return (
    <main className="sign-in">
      <h1>Tapewire</h1>
      <p role="alert">The page could not be opened: {why}</p>
      <button type="button" className="button primary" onClick={() => { location.replace('/'); }}>Try again</button>
    </main>
  );
}

// One connection a page, however often React tries a rendering.
let only: Session | undefined;
const sessionOf = (opened: Extract<Opening, { state: 'ready' }>): Session => (only ??= new Session(opened.gateways, opened.token, opened.signOut));
