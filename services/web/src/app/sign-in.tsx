import { type ReactNode, useState } from 'react';

/** Asks for a token where the server does not issue any. */
export function SignIn({ onToken }: { readonly onToken: (token: string) => void }): ReactNode {
  const [token, setToken] = useState('');
  return (
    <main className="sign-in">
      <h1>Tapewire</h1>
      <form onSubmit={(event) => { event.preventDefault(); if (token !== '') onToken(token.trim()); }}>
        <label htmlFor="token">Access token</label>
        <textarea id="token" rows={4} value={token} spellCheck={false} onChange={(event) => { setToken(event.target.value); }} />
        <button type="submit" className="button primary" disabled={token === ''}>Open the tape</button>
      </form>
    </main>
  );
}
