import { TapewireError, toRow, tradeId, type Names, type Trade } from '@tapewire/contracts';
import { indexEntries } from '@tapewire/filter';
import type { HashWrite } from '@tapewire/redis';
import type { SessionExpiry } from '../retention/session-expiry.ts';
import type { Indexing } from './output.ts';

/** From when on a trade is notable, and how long it stays then. */
export interface Notability {
  readonly premium: number;
  readonly score: number;
  readonly expiry: SessionExpiry;
}

const isTradeOf = (id: string, value: unknown): value is Trade =>
  typeof value === 'object' && value !== null && 'id' in value && value.id === id && 'rank' in value && Number.isSafeInteger(value.rank);

/** A trade is a hash that Redis Search indexes, with its wire row; a notable one a second, which stays longer. */
export function tradesIndexing(names: Names, expiry: SessionExpiry, notable: Notability): Indexing {
  return ({ p, off, rows }) => {
    const trade = rows[0];
    const id = tradeId(p, off);
    if (rows.length !== 1 || !isTradeOf(id, trade)) {
      throw new TapewireError('RECORD_MALFORMED', `expected one trade with id ${id} and a rank, was ${JSON.stringify(rows).slice(0, 200)}`, { p, off });
    }
    const cells = toRow(trade);
    const row = JSON.stringify(cells);
    const fields = indexEntries(cells);
    const expireAt = expiry.at(trade.recvTs);
    const hashes: HashWrite[] = [{ key: names.tradeKey(p, off), expireAt, fields, withRow: true }];
    const indexed = {
      row, hashes, rank: trade.rank, tradeDate: trade.tradeDate, expiresAt: expireAt,
      ...(trade.kind === 'trade'
        ? { counter: { key: names.activityKey(p, trade.tradeDate), expireAt, member: trade.underlying, by: 1 } }
        : {}),
    };
    if (!isNotable(trade, notable)) return indexed;
    const notableExpiresAt = notable.expiry.at(trade.recvTs);
    hashes.push({ key: names.notableKey(p, off), expireAt: notableExpiresAt, fields, withRow: true });
    return { ...indexed, notableExpiresAt };
  };
}

const isNotable = ({ premium = 0, score = 0 }: Trade, limits: Notability): boolean => premium >= limits.premium || score >= limits.score;
