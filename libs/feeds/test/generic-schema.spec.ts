import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readGenericMessage } from '@tapewire/feeds';
import { Ajv, type ValidateFunction } from 'ajv';

const text = (name: string): string => readFileSync(new URL(`../../../docs/specs/${name}`, import.meta.url), 'utf8');
const validate: ValidateFunction = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(text('generic-feed.schema.json')) as object);

const symbol = 'SPXW261218C06000000';
const ts = 1_795_444_200_123.456;
const print = { symbol, price: 4.2, size: 10, ts, exchange: 'C', conditions: ['S'], bid: 4.1, ask: 4.2, bidSize: 30, askSize: 12, spot: 190.5 };
const trade = { type: 'trade', ...print, seq: 7 };
const openInterest = { type: 'openInterest', symbol, oi: 0, date: '2026-11-20' };

const GOOD: readonly object[] = [
  trade, { ...trade, type: 'cancel' }, { ...trade, ts: '1795444200123456789' }, { type: 'trade', symbol, price: 0, size: 1, ts }, { ...trade, ask: null, askSize: null, exchange: null },
  { ...trade, symbol: 'O:BRK.B261218C00500000' }, { ...trade, symbol: 'AAPL  261218P00260000' }, { ...trade, desk: 'ours' },
  { type: 'correction', was: print, now: { ...print, size: 9 } }, { type: 'quote', symbol, ts, bid: 1, ask: 2 }, { type: 'quote', symbol, ts },
  { type: 'underlying', symbol: 'I:SPX', ts, price: 6000 }, openInterest, { type: 'openInterest', symbol, oi: 5 }, { type: 'heartbeat' },
];
const BAD: readonly unknown[] = [
  [], 'text', { ...trade, type: 'bar' }, { ...trade, symbol: 'SPY' }, { ...trade, symbol: 'SPXW261318C06000000' }, { ...trade, price: -1 }, { ...trade, price: '4.2' }, { ...trade, size: 0 },
  { ...trade, size: 1.5 }, { ...trade, ts: 1_795_444_200 }, { ...trade, ts: '1795444200' }, { ...trade, exchange: 'ARCA' }, { ...trade, conditions: 'S' }, { ...trade, conditions: ['W'] },
  { ...trade, bidSize: -1 }, { type: 'correction', was: print }, { type: 'quote', ts, bid: 1, ask: 2 }, { type: 'underlying', symbol: 'spx', ts, price: 1 },
  { ...openInterest, oi: -1 }, { ...openInterest, date: '20.11.2026' },
];

describe('the schema of the generic feed', () => {
  it.each(GOOD.map((message) => [JSON.stringify(message)]))('and the reader both take %s', (json) => {
    expect(validate(JSON.parse(json)) ? [] : validate.errors).toEqual([]);
    expect(readGenericMessage(json).rejects).toEqual([]);
  });

  it.each(BAD.map((message) => [JSON.stringify(message)]))('and the reader both refuse %s', (json) => {
    expect(validate(JSON.parse(json))).toBe(false);
    expect(readGenericMessage(json).rejects).toHaveLength(1);
  });

  it('takes every example of its documentation', () => {
    const examples = text('generic-feed.md').split('\n').filter((line) => line.startsWith('{"type":') && !line.includes('"resume"') && !line.includes('"refused"'));
    expect(examples.length).toBeGreaterThanOrEqual(6);
    for (const example of examples) expect([example, validate(JSON.parse(example)), readGenericMessage(example).rejects]).toEqual([example, true, []]);
  });
});
