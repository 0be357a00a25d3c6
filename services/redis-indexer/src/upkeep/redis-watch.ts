import { readConditions, type IndexHealth, type RedisClient, type SearchIndex } from '@tapewire/redis';
import type { Metrics } from '@tapewire/telemetry';
import type { RedisSetup } from '../stage/redis-setup.ts';

const NEARLY_FULL = 0.95;

/** Looks whether Redis keeps what it is given and finds what it keeps; puts back an index that is gone. */
export class RedisWatch {
  readonly #redis: RedisClient;
  readonly #indexes: readonly SearchIndex[];
  readonly #setup: RedisSetup;
  #problem: string | undefined = 'Redis was not looked at yet';
  #failures = 0;
  #memory = 0;

  constructor(redis: RedisClient, indexes: readonly SearchIndex[], setup: RedisSetup, metrics: Metrics) {
    this.#redis = redis;
    this.#indexes = indexes;
    this.#setup = setup;
    metrics.observe('tapewire_index_failures', () => this.#failures);
    metrics.observe('tapewire_redis_memory_ratio', () => this.#memory);
  }

  /** Why the tape in Redis is not to be trusted, or will soon not go on; undefined when all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  async look(): Promise<void> {
    try {
      this.#problem = await this.#find();
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  async #find(): Promise<string | undefined> {
    const { evictionPolicy, searchOnTimeout, usedBytes, maxBytes } = await readConditions(this.#redis);
    this.#memory = maxBytes === 0 ? 0 : usedBytes / maxBytes;
    if (evictionPolicy !== 'noeviction') return `maxmemory-policy: expected noeviction, was ${evictionPolicy}`;
    if (searchOnTimeout !== 'fail') return `search-on-timeout: expected fail, was ${searchOnTimeout}`;
    const health = await this.#health().catch(async () => {
      await this.#setup.ensure();
      return this.#health();
    });
    this.#failures = health.reduce((sum, { failures }) => sum + failures, 0);
    if (this.#failures > 0) return `Redis Search could not index ${this.#failures} trades`;
    if (health.some(({ indexed }) => indexed < 1)) return 'Redis Search is still indexing';
    return this.#memory > NEARLY_FULL ? `Redis uses ${usedBytes} of ${maxBytes} bytes` : undefined;
  }

  #health(): Promise<IndexHealth[]> {
    return Promise.all(this.#indexes.map((index) => index.health()));
  }
}
