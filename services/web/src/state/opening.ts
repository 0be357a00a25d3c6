import type { TokenSource } from '@tapewire/client';
import { fetchDemoToken, loadServerConfig } from './server-config.ts';

const TOKEN_KEY = 'tapewire.token';

/** What the page opens with: where its gateways are and who asks, or what it still needs for that. */
export type Opening =
  | { readonly state: 'ready'; readonly gateways: readonly string[]; readonly token: TokenSource; readonly signOut?: () => void }
  | { readonly state: 'askToken' }
  | { readonly state: 'failed'; readonly why: string };

/** Learns from the server what to connect to and signs in as it says. Never resolves while the browser leaves for a sign-in. */
export async function openPage(): Promise<Opening> {
  try {
    const { gateways, auth } = await loadServerConfig();
    if (auth.mode === 'demo') return { state: 'ready', gateways, token: fetchDemoToken };
    if (auth.mode === 'oidc') {
      // Only pages that sign in load the library for it.
      const { signIn } = await import('./oidc.ts');
      const signedIn = await signIn(auth.oidc);
      if (signedIn === undefined) return await new Promise<never>(() => undefined);
      return { state: 'ready', gateways, token: signedIn.token, signOut: () => void signedIn.signOut() };
    }
    const token = sessionStorage.getItem(TOKEN_KEY);
    return token === null ? { state: 'askToken' } : { state: 'ready', gateways, token, signOut: forgetToken };
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
