import { SignJWT } from 'jose';

/** The key that signs tokens in the demo and in tests. Public, so never a production key. */
export const DEV_SECRET = 'tapewire-development-key-not-for-production';

export interface DevTokenClaims {
  readonly user: string;
  readonly plan: string;
  readonly desk?: string;
  readonly opra?: 'pro' | 'nonpro';
  /** How long it is valid: `12h`, `30m`, or an epoch time in seconds (also one that has passed). Default `12h`. */
  readonly expires?: string | number;
  readonly secret?: string;
}

/** An HS256 token that the demo's gateways accept. */
export function devToken({ user, plan, desk, opra, expires = '12h', secret = DEV_SECRET }: DevTokenClaims): Promise<string> {
  const claims = { plan, ...(desk === undefined ? {} : { desk }), ...(opra === undefined ? {} : { opra }) };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));
}
