import { isObject, type JsonObject } from '../fields/json.ts';
import type { History, VendorRecord } from '../live/protocol.ts';
import { Reading } from '../live/reading.ts';
import { massiveCodec } from './massive-codec.ts';

/** What a request to the past needs. */
export interface MassiveHistoryOptions {
  /** Such as `https://api.massive.com`. */
  readonly api: string;
  readonly apiKey: string;
  /** OSI symbols: history is had contract by contract. */
  readonly contracts: readonly string[];
}

/** The past is complete some seconds after the fact. */
const SETTLE_MS = 5000;
const PAGE_TRADES = 50_000;
const NANOS_IN_MS = 1_000_000n;
/** Nanoseconds since 1970 have more digits than a number holds, so they are read as text: a rounded one may be of another millisecond. */
const NANOSECONDS = /("sip_timestamp"\s*:\s*)(\d+)/g;

/** Trades by request, `/v3/trades/{optionsTicker}`: massive.com/docs/rest/options/trades-quotes/trades. */
export const massiveHistory = ({ api, apiKey, contracts }: MassiveHistoryOptions): History => ({
  settle: SETTLE_MS,
  identify,
  fetch: async (from, to, signal) => {
    const records: VendorRecord[] = [];
    for (const contract of contracts) {
      const range = `timestamp.gte=${Math.floor(from)}000000&timestamp.lt=${Math.ceil(to)}000000`;
      let next: string | undefined = `${api}/v3/trades/O:${contract}?${range}&order=asc&sort=timestamp&limit=${PAGE_TRADES}`;
      while (next !== undefined) {
        const page = await get(next, apiKey, signal);
        records.push(...read(contract, page['results']));
        next = typeof page['next_url'] === 'string' ? page['next_url'] : undefined;
      }
    }
    return records.sort((a, b) => a.ts - b.ts);
  },
});

/** A trade's own terms: those of the stream and of the past have no number in common. */
function identify(value: string): string {
  const { sym, t, x, p, s, c = [] } = JSON.parse(value) as Readonly<Record<string, unknown>>;
  return JSON.stringify([sym, t, x, p, s, c]);
}

async function get(url: string, apiKey: string, signal: AbortSignal): Promise<JsonObject> {
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${apiKey}` }, signal });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 200)}`);
  const page: unknown = JSON.parse(text.replace(NANOSECONDS, '$1"$2"'));
  if (!isObject(page)) throw new TypeError('expected a page of trades');
  return page;
}

/** As the stream would have sent them. A trade that no codec can read leaves the gap open. */
function read(contract: string, results: unknown): readonly VendorRecord[] {
  const reading = new Reading(massiveCodec);
  for (const trade of Array.isArray(results) ? (results as readonly unknown[]) : []) {
    if (!isObject(trade)) throw new TypeError('results: expected objects');
    const { exchange, price, size, conditions, sip_timestamp: time } = trade;
    if (typeof time !== 'string') throw new TypeError('sip_timestamp: expected nanoseconds');
    reading.event('trade', { ev: 'T', sym: `O:${contract}`, x: exchange, p: price, s: size, c: conditions, t: Number(BigInt(time) / NANOS_IN_MS) });
  }
  const [refused] = reading.rejects;
  if (refused !== undefined) throw new TypeError(refused.reason);
  return reading.records;
}
