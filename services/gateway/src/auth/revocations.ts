import type { Names } from '@tapewire/contracts';
import type { RedisClient } from '@tapewire/redis';
import { refusal } from '../requests/request-error.ts';
import type { VerifiedToken } from './token-verifier.ts';

/** Users whose access an administrator has ended: their tokens issued before that moment are not valid. */
export class Revocations {
  readonly #redis: RedisClient;
  readonly #names: Names;

  constructor(redis: RedisClient, names: Names) {
    this.#redis = redis;
    this.#names = names;
  }

  /** Throws `revoked`. A token that does not say when it was issued is older than any revocation. */
  async check({ claims, issuedAt = 0 }: VerifiedToken): Promise<void> {
    const since = await this.#redis.hget(this.#names.revokedKey, claims.sub);
    if (since !== null && issuedAt * 1000 < Number(since)) throw refusal('revoked', 'An administrator has ended this access.');
  }
}
