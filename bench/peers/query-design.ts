/** The design that the gateway replaces: ten times a second each distinct filter asks Redis Search for its new trades. */
import { columnIndex, DEFAULT_COLUMNS, names, type Row } from '@tapewire/contracts';
import { allOf, compileRedis, parseFilter } from '@tapewire/filter';
import { connected, connectRedis } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { settings } from '../src/fanout/worker.ts';
import { listen, type PeerSettings } from './peer.ts';
import { RoomServer } from './socket-io-server.ts';

const TICK_MS = 100;
const PIPELINE = 100;
const RESULTS_MAX = 1000;

const given = settings() as PeerSettings;
const COLUMNS = DEFAULT_COLUMNS.map((name) => columnIndex(name) ?? 0);
const { tradesAlias, positionKey } = names(given.prefix);
const redis = connectRedis({ url: given.redis, clientName: 'bench-queries' }, createLogger('peer', 'warn'));
await connected(redis);

/** Query of each distinct filter. */
const queries = new Map<string, string>();
let answered = -1;

function subscribed(text: string): void {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  queries.set(text, compileRedis(parsed.filter));
}

const rowOf = (fields: unknown): Row => {
  const full = JSON.parse(String(Array.isArray(fields) ? fields[1] : 'null')) as Row;
  return COLUMNS.map((column) => full[column] ?? null);
};

async function tick(server: RoomServer): Promise<void> {
  const head = Number(await redis.hget(positionKey(0), 'head'));
  const after = answered;
  answered = head;
  if (head === after) return;
  const all = [...queries];
  for (let i = 0; i < all.length; i += PIPELINE) {
    const part = all.slice(i, i + PIPELINE);
    const pipeline = redis.pipeline();
    for (const [, query] of part) {
      pipeline.call('FT.SEARCH', tradesAlias, allOf(query, `@off:[${after + 1} ${head}]`), 'RETURN', '1', 'row', 'LIMIT', '0', RESULTS_MAX, 'DIALECT', '2');
    }
    for (const [j, [error, reply]] of ((await pipeline.exec()) ?? []).entries()) {
      if (error) throw error;
      // Total, then a key and its fields in turn.
      const rows = Array.isArray(reply) ? reply.filter(Array.isArray).map(rowOf) : [];
      if (rows.length > 0) server.send(part[j]?.[0] ?? '', rows);
    }
  }
}

listen((http) => {
  const server = new RoomServer(http, subscribed);
  let begun = performance.now();
  const next = (): void => {
    begun = Math.max(begun + TICK_MS, performance.now());
    setTimeout(() => { void tick(server).then(next); }, Math.max(0, begun - performance.now()));
  };
  next();
});
