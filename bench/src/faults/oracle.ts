import { columnIndex, names, toRow, tradeId, type RawKind, type Row } from '@tapewire/contracts';
import { CODECS, DemoMarket, demoStart } from '@tapewire/feeds';
import { compilePredicate, parseFilter } from '@tapewire/filter';
import type { Keyed, Logged } from './invariants.ts';
import { KafkaAdmin } from '@tapewire/kafka';
import { DEFAULT_TAPE_CONFIG, PartitionTape } from '@tapewire/market';
import type { Logger } from '@tapewire/telemetry';

/** Everything that the raw log holds, read once without any fault, and what must follow from it. */
export interface Truth {
  /** Full wire rows of all trades, by partition in position order. */
  readonly rows: readonly Row[];
  /** `key` and value of every raw record that has one. */
  readonly keys: readonly Logged[];
  readonly alertIds: readonly string[];
  /** Ids of raw records whose key an earlier one had. */
  readonly repeats: ReadonlySet<string>;
  /** Epoch milliseconds at which the record of an id was received. */
  readonly receivedAt: ReadonlyMap<string, number>;
  /** How many prints each underlying had, by trade date. */
  readonly prints: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Reads the raw log to its end and computes the tape from it in one go. */
export async function readTruth(brokers: string, logger: Logger): Promise<Truth> {
  const admin = await KafkaAdmin.connect({ brokers: brokers.split(','), clientId: 'oracle' }, logger);
  const { raw } = names().topics;
  const rows: Row[] = [];
  const keys: Logged[] = [];
  const repeats = new Set<string>();
  const receivedAt = new Map<string, number>();
  const prints = new Map<string, Map<string, number>>();
  const alertIds: string[] = [];
  try {
    for (const [p, { low, high }] of await admin.endOffsets(raw)) {
      const tape = new PartitionTape(p, DEFAULT_TAPE_CONFIG);
      for await (const record of admin.reader.scan(raw, p, low, high)) {
        const { source = '', kind = '', key, recvTs } = record.headers;
        const value = String(record.value);
        if (key !== undefined) keys.push({ key, value, p });
        const id = tradeId(p, record.offset);
        receivedAt.set(id, Number(recvTs));
        const event = CODECS.get(source)?.decode(kind, value);
        if (event === undefined) continue;
        const place = { off: record.offset, recvTs: Number(recvTs), kind: kind as RawKind, ...(key === undefined ? {} : { key }) };
        const { trades, alerts, duplicate } = tape.apply(event, place);
        if (duplicate === true) repeats.add(id);
        for (const trade of trades) {
          rows.push(toRow(trade));
          if (trade.kind === 'trade') count(prints, trade.tradeDate, trade.underlying);
        }
        for (const alert of alerts) alertIds.push(alert.id);
      }
    }
  } finally {
    await admin.close();
  }
  return { rows, keys, alertIds, repeats, receivedAt, prints };
}

function count(prints: Map<string, Map<string, number>>, tradeDate: string, underlying: string): void {
  const day = prints.get(tradeDate) ?? new Map<string, number>();
  prints.set(tradeDate, day);
  day.set(underlying, (day.get(underlying) ?? 0) + 1);
}

/** The rows that a filter selects, as id → text of the row with the given columns. */
export function select(truth: Truth, filter: string, columns: readonly string[]): ReadonlyMap<string, string> {
  const parsed = parseFilter(filter);
  if (!parsed.ok) throw new Error(`filter ${filter}: ${parsed.error.message}`);
  const matches = compilePredicate(parsed.filter);
  const places = columns.map((name) => columnIndex(name) ?? -1);
  const project = (row: Row): string => JSON.stringify(places.map((place) => row[place] ?? null));
  return new Map(truth.rows.filter(matches).map((row) => [String(row[0]), project(row)]));
}

/** What the demo market numbered, up to the highest number in the log: the ingestor's own first hop is checked by it. */
export async function demoSource(keys: readonly Keyed[], options: { readonly seed: number; readonly rate: number }): Promise<readonly Keyed[]> {
  const line = keys[0]?.key.replace(/:\d+$/, '') ?? '';
  const start = demoStart(line, options);
  if (start === undefined) throw new Error(`the log's first key ${line} is not of this demo market`);
  const highest = keys.reduce((max, { key }) => Math.max(max, Number(key.slice(line.length + 1))), 0);
  const numbered: Keyed[] = [];
  for await (const batch of new DemoMarket({ ...options, start }).records(0)) {
    for (const { n, key, value } of batch) {
      if (n > highest) return numbered;
      if (key !== undefined) numbered.push({ key, value });
    }
  }
  return numbered;
}
