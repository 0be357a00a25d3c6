import { tokenClaims, type TokenClaims } from '@tapewire/contracts';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { refusal } from '../requests/request-error.ts';

export interface TokenSettings {
  /** Key of HS256 tokens, for the demo and tests. */
  readonly secret?: string;
  /** The key before that one: tokens that it signed are good until they expire. */
  readonly previousSecret?: string;
  /** Where the identity provider publishes its keys. */
  readonly jwksUrl?: string;
  /** Signature algorithms accepted with `jwksUrl`; HS256 alone with `secret`. */
  readonly algorithms: readonly string[];
  readonly issuer?: string;
  readonly audience?: string;
}

/** Claims of a valid token, and when it was issued (epoch seconds, if it says so). */
export interface VerifiedToken {
  readonly claims: TokenClaims;
  readonly issuedAt?: number;
}

const CLOCK_TOLERANCE_S = 5;
const RETRY_AFTER_MS = 2000;

/** Checks access tokens. The algorithm is pinned by configuration, never taken from the token. */
export class TokenVerifier {
  readonly #key: Uint8Array | JWTVerifyGetKey;
  readonly #previous: Uint8Array | undefined;
  readonly #options: JWTVerifyOptions;

  constructor({ secret, previousSecret, jwksUrl, algorithms, issuer, audience }: TokenSettings) {
    this.#key = jwksUrl === undefined ? new TextEncoder().encode(secret) : createRemoteJWKSet(new URL(jwksUrl));
    this.#previous = previousSecret === undefined ? undefined : new TextEncoder().encode(previousSecret);
    this.#options = {
      algorithms: jwksUrl === undefined ? ['HS256'] : [...algorithms],
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'sub'],
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
    };
  }

  /** Throws `unauthorized`, `tokenExpired`, or `unavailable` when the keys can't be fetched now. */
  async verify(token: unknown): Promise<VerifiedToken> {
    if (typeof token !== 'string' || token === '') throw refusal('unauthorized', 'auth.token: expected a token, was none', { at: 'auth.token' });
    const payload = await this.#payload(token);
    const parsed = tokenClaims.safeParse(payload);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw refusal('unauthorized', `auth.token: claim ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, { at: 'auth.token' });
    }
    return payload.iat === undefined ? { claims: parsed.data } : { claims: parsed.data, issuedAt: payload.iat };
  }

  async #payload(token: string): Promise<{ readonly iat?: number }> {
    try {
      return await this.#signed(token);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw refusal('tokenExpired', 'auth.token: the token has expired', { at: 'auth.token' });
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
        throw refusal('unavailable', 'The keys of the identity provider can’t be fetched now.', { retryAfter: RETRY_AFTER_MS });
      }
      throw refusal('unauthorized', `auth.token: ${error.message}`, { at: 'auth.token' });
    }
  }
  async #signed(token: string): Promise<{ readonly iat?: number }> {
    if (!(this.#key instanceof Uint8Array)) return (await jwtVerify(token, this.#key, this.#options)).payload;
    try {
      return (await jwtVerify(token, this.#key, this.#options)).payload;
    } catch (error) {
      if (this.#previous === undefined || !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      return (await jwtVerify(token, this.#previous, this.#options)).payload;
    }
  }
}
