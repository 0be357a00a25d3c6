import type { Names } from '@tapewire/contracts';
import { adapterChannel, type RedisClient, serverSideEmit } from '@tapewire/redis';
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

/** Ends a user's access: tokens issued before `at` (epoch milliseconds) stop working, and every pod closes their connections. */
export async function revoke(redis: RedisClient, installation: Names, user: string, at: number): Promise<void> {
  await redis.hset(installation.revokedKey, user, String(at));
  await redis.publish(adapterChannel(installation), serverSideEmit('revoke', { user }));
}
