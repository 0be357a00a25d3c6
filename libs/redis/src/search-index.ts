import { TapewireError } from '@tapewire/contracts';
import type { RedisClient } from './connect.ts';
import { isIndexMissing, redisFailure } from './failure.ts';
import { list, pairs, text } from './reply.ts';

/** A field of the hashes that Redis Search indexes. */
export interface IndexField {
  readonly name: string;
  readonly type: 'TAG' | 'NUMERIC';
  readonly sortable?: boolean;
  /** Between the values of a TAG; a comma unless given. */
  readonly separator?: string;
}

/** An index behind its alias. */
export interface IndexPlan {
  readonly alias: string;
  readonly version: (n: number) => string;
  readonly keyPrefix: string;
  readonly fields: readonly IndexField[];
}

export interface IndexHealth {
  readonly failures: number;
  readonly indexed: number;
}

/**
 * Keeps an index as planned. Queries go to the alias; an index of other fields is replaced by building the next
 * version beside it and moving the alias once Redis says that it is complete.
 */
export class SearchIndex {
  readonly #redis: RedisClient;
  readonly #plan: IndexPlan;

  constructor(redis: RedisClient, plan: IndexPlan) {
    this.#redis = redis;
    this.#plan = plan;
  }

  /** Resolves when the alias serves the planned fields. `pause` waits between looks at an index under construction. */
  async ensure(pause: () => Promise<void>): Promise<void> {
    const { alias, version } = this.#plan;
    const serving = await this.#info(alias);
    if (serving !== undefined && this.#isAsPlanned(serving)) return;
    const old = serving === undefined ? undefined : text(serving.get('index_name'));
    const name = version(this.#versionAfter(old));
    await this.#create(name);
    while (!isComplete(await this.#info(name))) await pause();
    await this.#call('FT.ALIASUPDATE', alias, name);
    if (old !== undefined && old !== name) await this.#call('FT.DROPINDEX', old);
  }

  /** What FT.INFO says; throws INDEX_UNHEALTHY when the alias serves no index. */
  async health(): Promise<IndexHealth> {
    const info = await this.#info(this.#plan.alias);
    if (info === undefined) {
      throw new TapewireError('INDEX_UNHEALTHY', `${this.#plan.alias} serves no index`, { alias: this.#plan.alias });
    }
    return { failures: Number(info.get('hash_indexing_failures')), indexed: Number(info.get('percent_indexed')) };
  }

  /** Removes index and alias; the hashes stay. */
  async drop(): Promise<void> {
    const info = await this.#info(this.#plan.alias);
    if (info !== undefined) await this.#call('FT.DROPINDEX', text(info.get('index_name')));
  }

  #versionAfter(old: string | undefined): number {
    if (old === undefined) return 1;
    let n = 1;
    while (this.#plan.version(n) !== old) n += 1;
    return n + 1;
  }

  async #create(name: string): Promise<void> {
    const { keyPrefix, fields } = this.#plan;
    const schema = fields.flatMap(({ name: field, type, sortable, separator }) => [
      field, type,
      ...(type === 'TAG' ? ['SEPARATOR', separator ?? ','] : []),
      ...(sortable === true ? ['SORTABLE'] : []),
    ]);
    await this.#call('FT.CREATE', name, 'ON', 'HASH', 'PREFIX', '1', keyPrefix, 'SCHEMA', ...schema).catch((error: unknown) => {
      // Two indexers may start at once; either's index serves.
      if (!(error instanceof Error && error.message.includes('Index already exists'))) throw error;
    });
  }

  async #info(name: string): Promise<Map<string, unknown> | undefined> {
    try {
      return pairs(await this.#redis.call('FT.INFO', name));
    } catch (error) {
      if (isIndexMissing(error)) return undefined;
      throw redisFailure(error, `reading index ${name}`);
    }
  }

  #isAsPlanned(info: Map<string, unknown>): boolean {
    const found = list(info.get('attributes')).map(describeAttribute).sort();
    const planned = this.#plan.fields.map(describeField).sort();
    return found.length === planned.length && found.every((attribute, i) => attribute === planned[i]);
  }

  async #call(command: string, ...args: string[]): Promise<unknown> {
    try {
      return await this.#redis.call(command, args);
    } catch (error) {
      throw redisFailure(error, command);
    }
  }
}

const isComplete = (info: Map<string, unknown> | undefined): boolean =>
  info !== undefined && Number(info.get('percent_indexed')) === 1 && Number(info.get('indexing')) === 0;

const describeField = ({ name, type, sortable, separator }: IndexField): string =>
  [name, type, type === 'TAG' ? (separator ?? ',') : '', sortable === true].join(' ');

/** An attribute of FT.INFO: names and values in turn, then bare words. */
function describeAttribute(reply: unknown): string {
  const words = list(reply).map(String);
  const after = (word: string): string => words[words.indexOf(word) + 1] ?? '';
  const type = after('type');
  return [after('attribute'), type, type === 'TAG' ? after('SEPARATOR') : '', words.includes('SORTABLE')].join(' ');
}
