import { Command } from 'ioredis';
import type { RedisClient } from './connect.ts';

/** A command that is bytes of the protocol already; the client keeps order, timeout and answer. */
class WrittenCommand extends Command {
  readonly #bytes: Buffer;

  constructor(name: string, bytes: Buffer) {
    super(name, [], { replyEncoding: 'utf8' });
    this.#bytes = bytes;
  }

  override toWritable(): Buffer {
    return this.#bytes;
  }
}

/** Sends a command as it stands in `bytes`, which must not change until it is answered. */
export const sendWritten = (redis: RedisClient, name: string, bytes: Buffer): Promise<unknown> =>
  Promise.resolve(redis.sendCommand(new WrittenCommand(name, bytes)));
