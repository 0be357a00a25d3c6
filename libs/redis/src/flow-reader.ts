import { TapewireError, type FlowMinute, type FlowOutput, type Names } from '@tapewire/contracts';
import type { RedisClient } from './connect.ts';
import { json, list, pairs, text, transaction } from './reply.ts';

export type FeedGap = Extract<FlowOutput, { type: 'gap' }>;

/** Reads flow by minute, and what goes with it. Minutes are epoch milliseconds of their start, in the source's time. */
export class FlowReader {
  readonly #redis: RedisClient;
  readonly #names: Names;

  constructor(redis: RedisClient, names: Names) {
    this.#redis = redis;
    this.#names = names;
  }

  /** The flow of an underlying in these minutes, in their order; of the market (`*`) one share per partition and minute. */
  async ofUnderlying(underlying: string, minutes: readonly number[], partitions: readonly number[]): Promise<FlowMinute[]> {
    const commands = this.#redis.multi();
    for (const minute of minutes) {
      for (const p of partitions) commands.call('HGET', this.#names.flowMinuteKey(p, minute), underlying);
    }
    const replies = await transaction(commands, `reading the flow of ${underlying}`);
    return replies.flatMap((reply) => (reply === null ? [] : [parseMinute(text(reply))]));
  }

  /** The flow of every underlying in these minutes. */
  async ofMinutes(minutes: readonly number[], partitions: readonly number[]): Promise<FlowMinute[]> {
    const commands = this.#redis.multi();
    for (const minute of minutes) for (const p of partitions) commands.call('HVALS', this.#names.flowMinuteKey(p, minute));
    const replies = await transaction(commands, 'reading the flow of minutes');
    return replies.flatMap((reply) => list(reply).map((value) => parseMinute(text(value))));
  }

  /** The minute each partition's clock has passed into: those before it are whole. Partitions without one are left out. */
  async clocks(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const fields = partitions.map((p) => `clock:${p}`);
    const [reply] = await transaction(this.#redis.multi().call('HMGET', this.#names.metaKey, ...fields), 'reading clocks');
    const minutes = list(reply);
    return new Map(partitions.flatMap((p, i) => (minutes[i] === null ? [] : [[p, Number(minutes[i])] as const])));
  }

  /** Stretches of feeds that could not be read, by the time of their beginning. */
  async gaps(): Promise<FeedGap[]> {
    const [reply] = await transaction(this.#redis.multi().call('HGETALL', this.#names.gapsKey), 'reading gaps');
    const gaps = [...pairs(reply).values()].map((value) => json(text(value), 'a gap')).filter(isGap);
    return gaps.sort((a, b) => a.from - b.from);
  }
}

const isMinute = (value: unknown): value is FlowMinute =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'minute' && 'minute' in value && 'calls' in value && 'puts' in value;

const isGap = (value: unknown): value is FeedGap =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'gap' && 'from' in value && 'to' in value;

function parseMinute(value: string): FlowMinute {
  const minute = json(value, 'a flow minute');
  if (isMinute(minute)) return minute;
  throw new TapewireError('STATE_CORRUPT', `a flow minute in Redis has not the expected shape: ${value.slice(0, 200)}`);
}
