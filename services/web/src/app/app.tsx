import type { ReactNode } from 'react';
import { keepToken, type Opening } from '../state/opening.ts';
import { SignIn } from './sign-in.tsx';
import { Terminal } from './terminal.tsx';

/** The page: the terminal, or what keeps it from opening. */
export function App({ opening }: { readonly opening: Opening }): ReactNode {
  switch (opening.state) {
    case 'ready': return <Terminal session={opening.session} />;
    case 'askToken': return <SignIn onToken={keepToken} />;
    case 'failed': return <Failed why={opening.why} />;
  }
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
