/** A token, or where to get a fresh one. */
export type TokenSource = string | (() => string | Promise<string>);

/** Reads when a JWT expires, in epoch milliseconds, without checking it; undefined when it doesn't say. */
export function tokenExpiry(token: string): number | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof claims === 'object' && claims !== null && 'exp' in claims && typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** How long to wait before a token is renewed: at nine tenths of what is left of it. */
export const renewalDelay = (expiry: number, now: number): number => Math.max(1000, Math.min(2 ** 31 - 1, (expiry - now) * 0.9));
