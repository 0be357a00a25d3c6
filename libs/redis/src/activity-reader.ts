import type { Names } from '@tapewire/contracts';
import type { RedisClient } from './connect.ts';
import { list, text, transaction } from './reply.ts';

/** An underlying and how many prints it had. */
export interface Activity {
  readonly underlying: string;
  readonly prints: number;
}

/** Reads how busy underlyings are. Counts rise in the call that writes the trades, so they are exact through restarts. */
export class ActivityReader {
  readonly #redis: RedisClient;
  readonly #names: Names;

  constructor(redis: RedisClient, names: Names) {
    this.#redis = redis;
    this.#names = names;
  }

  /** The newest trade date among the partitions' last trades, undefined before the first trade. */
  async tradeDate(partitions: readonly number[]): Promise<string | undefined> {
    const commands = this.#redis.multi();
    for (const p of partitions) commands.call('HGET', this.#names.positionKey(p), 'tradeDate');
    const replies = await transaction(commands, 'reading trade dates');
    return replies.filter((reply) => reply !== null && reply !== '').map(text).sort().at(-1);
  }

  /** The underlyings whose ticker begins with `prefix`, the busiest of a trade date first. */
  async underlyings(tradeDate: string, partitions: readonly number[], prefix = ''): Promise<Activity[]> {
    const commands = this.#redis.multi();
    for (const p of partitions) commands.call('ZRANGE', this.#names.activityKey(p, tradeDate), '0', '-1', 'WITHSCORES');
    const replies = await transaction(commands, 'reading activity');
    const found: Activity[] = [];
    for (const reply of replies) {
      const flat = list(reply);
      for (let i = 0; i + 1 < flat.length; i += 2) {
        const underlying = text(flat[i]);
        if (underlying.startsWith(prefix)) found.push({ underlying, prints: Number(flat[i + 1]) });
      }
    }
    return found.sort((a, b) => b.prints - a.prints || (a.underlying < b.underlying ? -1 : 1));
  }
}
