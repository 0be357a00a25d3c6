import { type ReactNode, Suspense, use, useState } from 'react';
import type { ServerConfig } from '../state/server-config.ts';
import { Session } from '../state/session.ts';
import { SignIn } from './sign-in.tsx';
import { Terminal } from './terminal.tsx';

const TOKEN_KEY = 'tapewire.token';

/** The page: the terminal, once it is known where the gateways are and who is asking. */
export function App({ config }: { readonly config: Promise<ServerConfig> }): ReactNode {
  return (
    <Suspense fallback={<p className="opening">Tapewire</p>}>
      <SignedIn config={config} />
    </Suspense>
  );
}

function SignedIn({ config }: { readonly config: Promise<ServerConfig> }): ReactNode {
  const known = use(config);
  const [token, setToken] = useState(() => sessionStorage.getItem(TOKEN_KEY) ?? undefined);
  const [session, setSession] = useState<Session>();
  if (known.auth === 'token' && token === undefined) {
    return <SignIn onToken={(given) => { sessionStorage.setItem(TOKEN_KEY, given); setToken(given); }} />;
  }
  if (session === undefined) {
    setSession(sessionOf(known, known.auth === 'token' ? token : undefined));
    return null;
  }
  return <Terminal session={session} />;
}

// One connection a page, however often React tries a rendering.
let only: Session | undefined;
const sessionOf = (config: ServerConfig, token: string | undefined): Session => (only ??= new Session(config, token));
