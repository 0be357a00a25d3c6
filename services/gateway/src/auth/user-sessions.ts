import { setTimeout as sleep } from 'node:timers/promises';
import type { Names } from '@tapewire/contracts';
import type { RedisClient } from '@tapewire/redis';
import type { Logger } from '@tapewire/telemetry';

/** A pod that has not said for this long that it lives is gone, and its connections with it. */
const POD_TTL_MS = 3000;
const ALIVE_EVERY_MS = 1000;
/** Longer than a dead pod's connections count, so that its clients are let in on another. */
const WAIT_MS = POD_TTL_MS + 500;
const WAIT_STEP_MS = 500;
const KEY_TTL_S = 172_800;

/** Counts the connections of each user on all pods together. */
export class UserSessions {
  readonly #redis: RedisClient;
  readonly #names: Names;
  readonly #pod: string;
  #told = false;
  readonly #timer: NodeJS.Timeout;

  constructor(redis: RedisClient, names: Names, pod: string, logger: Logger) {
    this.#redis = redis;
    this.#names = names;
    this.#pod = pod;
    this.#timer = setInterval(() => {
      this.#live().catch((error: unknown) => { logger.debug({ err: error }, 'could not tell Redis that this pod lives'); });
    }, ALIVE_EVERY_MS);
  }

  /** Counts a connection in; false when the user has `limit` others. Those of a pod that just died are waited for. */
  async open(user: string, socket: string, limit: number): Promise<boolean> {
    // A pod whose key is not there counts as dead, so it says that it lives before it counts anyone in.
    if (!this.#told) await this.#live();
    for (let waited = 0; ; waited += WAIT_STEP_MS) {
      if ((await this.#count(user, socket)) <= limit) return true;
      await this.close(user, socket);
      if (waited >= WAIT_MS) return false;
      await sleep(WAIT_STEP_MS);
    }
  }

  async close(user: string, socket: string): Promise<void> {
    await this.#redis.srem(this.#names.sessionsKey(user), `${this.#pod}/${socket}`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #count(user: string, socket: string): Promise<number> {
    const key = this.#names.sessionsKey(user);
    await this.#redis.sadd(key, `${this.#pod}/${socket}`);
    await this.#redis.expire(key, KEY_TTL_S);
    const members = await this.#redis.smembers(key);
    const pods = [...new Set(members.map(podOf))].filter((pod) => pod !== this.#pod);
    const alive = pods.length === 0 ? [] : await this.#redis.mget(pods.map((pod) => this.#names.gatewayKey(pod)));
    const gone = new Set(pods.filter((_, i) => alive[i] === null));
    const stale = members.filter((member) => gone.has(podOf(member)));
    if (stale.length > 0) await this.#redis.srem(key, ...stale);
    return members.length - stale.length;
  }

  async #live(): Promise<void> {
    await this.#redis.set(this.#names.gatewayKey(this.#pod), '1', 'PX', POD_TTL_MS);
    this.#told = true;
  }
}

const podOf = (member: string): string => member.slice(0, member.indexOf('/'));
