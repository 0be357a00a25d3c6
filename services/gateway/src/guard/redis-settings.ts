import { connected, readEvictionPolicy, type RedisClient } from '@tapewire/redis';
import type { Logger } from '@tapewire/telemetry';

const EVERY_MS = 2000;

/** Looks once, at the start, whether Redis keeps what it is given: one that evicts would show a tape with holes. */
export class RedisSettings {
  readonly #redis: RedisClient;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  #problem: string | undefined = 'the settings of Redis were not looked at yet';

  constructor(redis: RedisClient, logger: Logger) {
    this.#redis = redis;
    this.#logger = logger;
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
    void connected(redis).then(() => this.#look());
  }

  /** Which setting is wrong: the text of a readiness check. */
  get problem(): string | undefined {
    return this.#problem;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const evictionPolicy = await readEvictionPolicy(this.#redis);
      this.#tell(evictionPolicy === 'noeviction' ? undefined : `maxmemory-policy: expected noeviction, was ${evictionPolicy}`);
      if (this.#problem === undefined) this.stop();
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
    }
  }

  #tell(problem: string | undefined): void {
    if (problem !== undefined && problem !== this.#problem) this.#logger.error({ problem }, 'Redis is not set up to keep what must be kept');
    this.#problem = problem;
  }
}
