import { fetchDemoToken, loadServerConfig } from './server-config.ts';
import { Session } from './session.ts';

const TOKEN_KEY = 'tapewire.token';

/** What the page opens with: its session, which connects already, or what it still needs for that. */
export type Opening =
  | { readonly state: 'ready'; readonly session: Session }
  | { readonly state: 'askToken' }
  | { readonly state: 'failed'; readonly why: string };

/** Learns from the server what to connect to and signs in as it says. Never resolves while the browser leaves for a sign-in. */
export async function openPage(): Promise<Opening> {
  try {
    const { gateways, auth } = await loadServerConfig();
    if (auth.mode === 'demo') return { state: 'ready', session: new Session(gateways, fetchDemoToken) };
    if (auth.mode === 'oidc') {
      // Only pages that sign in load the library for it.
      const { signIn } = await import('./oidc.ts');
      const signedIn = await signIn(auth.oidc);
      if (signedIn === undefined) return await new Promise<never>(() => undefined);
      return { state: 'ready', session: new Session(gateways, signedIn.token, () => void signedIn.signOut()) };
    }
    const token = sessionStorage.getItem(TOKEN_KEY);
    return token === null ? { state: 'askToken' } : { state: 'ready', session: new Session(gateways, token, forgetToken) };
  } catch (failure) {
    return { state: 'failed', why: failure instanceof Error ? failure.message : String(failure) };
  }
}

export function keepToken(token: string): void {
  sessionStorage.setItem(TOKEN_KEY, token);
  location.reload();
}

function forgetToken(): void {
  sessionStorage.removeItem(TOKEN_KEY);
  location.reload();
}
