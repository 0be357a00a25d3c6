import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { RawRecord } from '@tapewire/contracts';
import { CONTROL_SOURCE, DemoMarket, encodeControl, EVERY_UNDERLYING, latestTradingDay } from '@tapewire/feeds';
import { parse } from 'yaml';

const CLOCK_EVERY = 1000;

/** The default rules, as they are published. */
async function defaultRules(): Promise<unknown> {
  const file = createRequire(import.meta.url).resolve('@tapewire/market/rules.yaml');
  return parse(await readFile(file, 'utf8'));
}

/** Raw records of the demo market with `trades` trades, as an ingestor would have written them, the default rules first. */
export async function demoRecords(trades: number): Promise<RawRecord[]> {
  const market = new DemoMarket({ seed: 1, rate: 1000, start: latestTradingDay(Date.UTC(2026, 10, 20, 18)) });
  const control = (ts: number, event: Parameters<typeof encodeControl>[0]): RawRecord =>
    ({ underlying: EVERY_UNDERLYING, source: CONTROL_SOURCE, kind: event.kind, recvTs: ts, value: encodeControl(event) });
  const records: RawRecord[] = [control(market.begin, { kind: 'config', version: 1, config: await defaultRules() })];
  let count = 0;
  for await (const batch of market.records(0)) {
    for (const { underlying, source, kind, key, ts, value } of batch) {
      records.push({ underlying, source, kind, recvTs: ts, value, ...(key === undefined ? {} : { key }) });
      if (kind !== 'trade') continue;
      count += 1;
      if (count % CLOCK_EVERY === 0) records.push(control(ts, { kind: 'clock', ts, line: market.line, acked: count, feed: market.info }));
    }
    if (count >= trades) break;
  }
  return records;
}
