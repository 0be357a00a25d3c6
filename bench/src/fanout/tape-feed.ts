import { ANNOUNCE_TRADES, DEFAULT_COLUMNS, type Names, names, type Row, TRADE_COLUMNS, columnIndex } from '@tapewire/contracts';
import { indexFields, INDEX_FIELDS } from '@tapewire/filter';
import { adapterChannel, connected, connectRedis, type RedisClient, SearchIndex, serverSideEmit, TapeWriter } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { RowText } from './row-text.ts';
import { tagFilter, tagKeys, tagsOf } from './tag-filter.ts';
import { rankOfTrade, type Workload } from './workload.ts';

/**
 * How a server gets the trades. `commit`: written and announced by the indexer's own function. `announce`: announced only.
 * `rows`: full rows as JSON on a channel. `matches`: the rows as clients get them, with the filters that each one matches.
 * `tags`: the rows as clients get them, with what the filters look at as tags.
 */
export type FeedKind = 'commit' | 'announce' | 'rows' | 'matches' | 'tags';

export const EPOCH = 1;
const PARTITION = 0;
const RANK = columnIndex('rank') ?? TRADE_COLUMNS.length;

/** Channel of the peers. */
export const peerChannel = (prefix: string): string => `${prefix}:rows`;

/** Hands batches of trades to Redis. */
export class TapeFeed {
  readonly #redis: RedisClient;
  readonly #names: Names;
  readonly #writer: TapeWriter;
  readonly #workload: Workload;
  readonly #texts: readonly RowText[];
  /** Tags of each drawn row as JSON. */
  readonly #tags: readonly string[];
  readonly #channel: string;
  readonly #kind: FeedKind;
  #sent = 0;

  private constructor(redis: RedisClient, prefix: string, kind: FeedKind, workload: Workload) {
    this.#redis = redis;
    this.#names = names(prefix);
    this.#channel = peerChannel(prefix);
    this.#kind = kind;
    this.#writer = new TapeWriter(redis, this.#names);
    this.#workload = workload;
    this.#texts = workload.rows.map((row) => (kind === 'matches' || kind === 'tags' ? new RowText(row, DEFAULT_COLUMNS) : new RowText(row)));
    this.#tags = kind === 'tags' ? tagTexts(workload) : [];
  }

  static async open(url: string, prefix: string, kind: FeedKind, workload: Workload): Promise<TapeFeed> {
    const redis = connectRedis({ url, clientName: 'bench-fanout' }, createLogger('bench', 'warn'));
    await connected(redis);
    const feed = new TapeFeed(redis, prefix, kind, workload);
    if (kind === 'commit') await feed.#heads();
    return feed;
  }

  /** Trades handed over so far. */
  get sent(): number {
    return this.#sent;
  }

  /** The next `count` trades, the nth of the feed received at `recvTs(n)`. Resolves when Redis has taken them. */
  async send(count: number, recvTs: (n: number) => number): Promise<void> {
    const first = this.#sent;
    const texts = Array.from({ length: count }, (_, i) => this.#texts[(first + i) % this.#texts.length]?.at(first + i, recvTs(first + i)) ?? '');
    this.#sent += count;
    if (this.#kind === 'commit') await this.#commit(first, texts, recvTs);
    else if (this.#kind === 'announce') await this.#publish(adapterChannel(this.#names), announcement(first, texts));
    else if (this.#kind === 'rows') await this.#publish(this.#channel, `[${texts.join(',')}]`);
    else if (this.#kind === 'tags') {
      await this.#publish(this.#channel, `[${texts.map((text, i) => `{"row":${text},"tags":${this.#tags[(first + i) % this.#texts.length] ?? '{}'}}`).join(',')}]`);
    } else {
      const matches = texts.map((_, i) => this.#workload.matches[(first + i) % this.#texts.length]);
      await this.#publish(this.#channel, `{"rows":[${texts.join(',')}],"matches":${JSON.stringify(matches)}}`);
    }
  }

  /** Says how far the tape is, as the indexer does each second. */
  async #heads(): Promise<void> {
    await this.#writer.announceHeads(EPOCH, await this.#writer.heads(EPOCH, [PARTITION]));
    setTimeout(() => { void this.#heads(); }, 1000).unref();
  }

  async #publish(channel: string, message: string): Promise<void> {
    await this.#redis.publish(channel, message);
  }

  async #commit(first: number, texts: readonly string[], recvTs: (n: number) => number): Promise<void> {
    const head = first + texts.length - 1;
    const entries = texts.map((row, i) => {
      const off = first + i;
      const drawn: Row = this.#workload.rows[off % this.#workload.rows.length] ?? [];
      const fields = Object.entries(indexFields(drawn.with(0, `0-${off}`).with(RANK, rankOfTrade(off)))).flat();
      return { off, prev: off - 1, row, hashes: [{ key: this.#names.tradeKey(PARTITION, off), fields, withRow: true as const }] };
    });
    const result = await this.#writer.commit({
      tape: 'trades', p: PARTITION, epoch: EPOCH, expectedHead: first - 1, prev: first - 1, head, topicOffset: head, fingerprint: `${head}:0:0`,
      recvTs: Math.floor(recvTs(head)), rank: rankOfTrade(head), tradeDate: '2026-11-20', entries, counters: [],
    });
    if (result !== 'ok') throw new Error(`the commit was refused: ${JSON.stringify(result)}`);
  }
}

function announcement(first: number, texts: readonly string[]): string {
  const empty = serverSideEmit(ANNOUNCE_TRADES, { epoch: EPOCH, p: PARTITION, prev: first - 1, to: first + texts.length - 1, rows: [] });
  return empty.replace('"rows":[]', () => `"rows":[${texts.join(',')}]`);
}

/** Only the tags that some filter looks at: what nobody asks for would be dead weight. */
function tagTexts({ rows, filters }: Workload): string[] {
  const keys = new Set(filters.flatMap((filter) => tagKeys(tagFilter(filter))));
  return rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(tagsOf(row)).filter(([key]) => keys.has(key)))));
}

/** Makes an empty tape of one partition, as an indexer finds or makes it. */
export async function openTape(redis: RedisClient, prefix: string): Promise<void> {
  const of = names(prefix);
  const writer = new TapeWriter(redis, of);
  await writer.describe(EPOCH, 1);
  await new SearchIndex(redis, { alias: of.tradesAlias, version: of.tradesIndex, keyPrefix: of.tradeKeyPrefix, fields: INDEX_FIELDS }).ensure(() => Promise.resolve());
  for (const tape of ['trades', 'alerts', 'flow'] as const) {
    await writer.open({ tape, p: PARTITION, epoch: EPOCH, head: -1, topicOffset: -1, fingerprint: '', floor: 0, since: 0 });
  }
}
