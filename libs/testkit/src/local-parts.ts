import { startKafka, type LocalKafka } from './kafka.ts';
import { startRedis, type LocalRedis } from './redis.ts';

/** Where a test run answers which Kafka and Redis its specs use: set by the test setup, read by the specs. */
export const PARTS_URL = 'TAPEWIRE_TEST_PARTS';

/** Brokers of the Kafka that all specs of a run share, started when the first asks; `KAFKA_BROKERS` if that is set. */
export async function localKafka(): Promise<string> {
  return process.env['KAFKA_BROKERS'] ?? (await askRun('kafka'));
}

/** URL of the Redis with Search that all specs of a run share; `REDIS_URL` if that is set. */
export async function localRedis(): Promise<string> {
  return process.env['REDIS_URL'] ?? (await askRun('redis'));
}

async function askRun(part: 'kafka' | 'redis'): Promise<string> {
  const url = process.env[PARTS_URL];
  if (url === undefined) throw new Error('no test run shares its parts here: use the Jest preset, or set KAFKA_BROKERS and REDIS_URL');
  const answer = await fetch(`${url}/${part}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** The parts of a run: each started when first asked for, and only once. */
export class SharedParts {
  #kafka: Promise<LocalKafka> | undefined;
  #redis: Promise<LocalRedis> | undefined;

  kafka(): Promise<LocalKafka> {
    return (this.#kafka ??= startKafka());
  }

  redis(): Promise<LocalRedis> {
    return (this.#redis ??= startRedis());
  }

  async stop(): Promise<void> {
    for (const part of [this.#kafka, this.#redis]) {
      // A part that never came up has already told whoever asked for it.
      const started = await part?.catch(() => undefined);
      await started?.stop();
    }
  }
}
