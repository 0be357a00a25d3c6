import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RedisClient } from './connect.ts';
import { isFunctionMissing, redisFailure } from './failure.ts';
import { PackedArguments } from './packed-arguments.ts';
import { list, text } from './reply.ts';
import { sendWritten } from './written-command.ts';

const SOURCE = readFileSync(new URL('../lua/tapewire.lua', import.meta.url), 'utf8');
const VERSION = createHash('sha256').update(SOURCE).digest('hex').slice(0, 8);
const CODE = `#!lua name=tapewire_${VERSION}\n${SOURCE.replaceAll('@VERSION@', VERSION)}`;

export type FunctionName = 'commit' | 'open' | 'raise' | 'drop' | 'purge' | 'describe';
type Argument = string | number;

/** What a function answered: done, or refused with the fields it found. */
export type FunctionReply = { readonly ok: true } | { readonly ok: false; readonly fields: readonly unknown[] };

/** The functions of `lua/tapewire.lua`, loaded under a name of their own per release. */
export class FunctionLibrary {
  readonly #redis: RedisClient;
  readonly #packed = new PackedArguments();

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Calls a function; loads the library when this Redis does not have it. */
  call(name: FunctionName, keys: readonly string[], args: readonly Argument[]): Promise<FunctionReply> {
    const command = [`${name}_${VERSION}`, keys.length, ...keys, ...args];
    return this.#loading(name, () => this.#redis.call('FCALL', command));
  }

  /** The same for thousands of arguments, which `pack` adds. */
  callPacked(name: FunctionName, keys: readonly string[], pack: (args: PackedArguments) => void): Promise<FunctionReply> {
    this.#packed.clear();
    pack(this.#packed);
    const bytes = this.#packed.command('FCALL', `${name}_${VERSION}`, keys.length, ...keys);
    return this.#loading(name, () => sendWritten(this.#redis, 'FCALL', bytes));
  }

  async #loading(name: FunctionName, send: () => Promise<unknown>): Promise<FunctionReply> {
    try {
      return outcome(await send());
    } catch (error) {
      if (!isFunctionMissing(error)) throw redisFailure(error, name);
    }
    await this.#load();
    try {
      return outcome(await send());
    } catch (error) {
      throw redisFailure(error, name);
    }
  }

  async #load(): Promise<void> {
    try {
      await this.#redis.call('FUNCTION', 'LOAD', 'REPLACE', CODE);
    } catch (error) {
      throw redisFailure(error, 'loading functions');
    }
  }
}

function outcome(reply: unknown): FunctionReply {
  const [word, ...fields] = list(reply);
  return text(word) === 'ok' ? { ok: true } : { ok: false, fields };
}
