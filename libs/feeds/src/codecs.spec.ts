import { TapewireError } from '@tapewire/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CODECS, encodeControl, genericCodec, massiveCodec, massiveFlatCodec, controlCodec } from './index.ts';

const failure = (decode: () => unknown): string => {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(TapewireError);
    expect((error as TapewireError).code).toBe('RECORD_MALFORMED');
    return (error as TapewireError).message;
  }
  throw new Error('was decoded');
};

const GENERIC = {
  type: 'trade', symbol: 'NVDA261218C00200000', price: 4.2, size: 10, ts: '1795444200123456789', exchange: 'C',
  conditions: ['S'], bid: 4.1, ask: 4.2, bidSize: 30, askSize: 12, spot: 190.5, seq: 7,
};

describe('the generic codec', () => {
  it('reads a trade with the quote and spot that came with it', () => {
    expect(genericCodec.decode('trade', JSON.stringify(GENERIC))).toEqual({
      kind: 'trade', contract: 'NVDA261218C00200000', price: 4.2, size: 10, tsNs: '1795444200123456789', exchange: 'C',
      conditions: ['S'], quote: { bid: 4.1, ask: 4.2, bidSize: 30, askSize: 12 }, spot: 190.5,
    });
  });

  it('takes a time in milliseconds, microseconds as a fraction', () => {
    const event = genericCodec.decode('trade', JSON.stringify({ ...GENERIC, ts: 1795444200123.457 }));
    expect(event).toMatchObject({ tsNs: '1795444200123457000' });
  });

  it('turns a trade whose condition cancels an earlier one into a cancel', () => {
    expect(genericCodec.decode('trade', JSON.stringify({ ...GENERIC, conditions: ['A'] })).kind).toBe('cancel');
  });

  it('reads quotes, underlyings, open interest and corrections', () => {
    const quote = { type: 'quote', symbol: 'NVDA261218C00200000', ts: 1795444200123, bid: 0, ask: 0.05 };
    expect(genericCodec.decode('quote', JSON.stringify(quote))).toMatchObject({ ts: 1795444200123, quote: { bid: 0, ask: 0.05 } });
    const spot = { type: 'underlying', symbol: 'BRK.B', ts: 1795444200123, price: 500 };
    expect(genericCodec.decode('underlying', JSON.stringify(spot))).toEqual({ kind: 'underlying', underlying: 'BRK.B', ts: 1795444200123, price: 500 });
    const oi = { type: 'openInterest', symbol: 'NVDA261218C00200000', oi: 0, date: '2026-11-20' };
    expect(genericCodec.decode('openInterest', JSON.stringify(oi))).toMatchObject({ oi: 0, date: '2026-11-20' });
    const correction = { type: 'correction', was: GENERIC, now: { ...GENERIC, price: 4.3 } };
    expect(genericCodec.decode('correction', JSON.stringify(correction))).toMatchObject({ was: { price: 4.2 }, now: { price: 4.3 } });
  });

  it.each([
    [{ symbol: 'NVDA' }, 'symbol: expected an OSI option symbol such as AAPL260918C00260000, was "NVDA"'],
    [{ symbol: 'NVDA261318C00200000' }, 'symbol: expected an OSI option symbol'],
    [{ price: '4.2' }, 'price: expected a price from 0 to 1000000, was "4.2"'],
    [{ price: -1 }, 'price: expected'],
    [{ size: 0 }, 'size: expected a whole number from 1'],
    [{ size: 1.5 }, 'size: expected'],
    [{ ts: '1795444200' }, 'ts: expected nanoseconds since 1970 (19 digits)'],
    [{ ts: 1795444200 }, 'ts: expected milliseconds since 1970'],
    [{ exchange: 'CBOE' }, 'exchange: expected an OPRA participant letter A–Z, was "CBOE"'],
    [{ conditions: ['x'] }, 'conditions[0]: expected an OPRA condition letter'],
    [{ ask: 'x' }, 'ask: expected a price from 0 to 1000000, was "x"'],
    [{ type: 'quote' }, 'type: expected "trade"'],
  ])('refuses %j and names the field, what was expected and what it was', (change, message) => {
    expect(failure(() => genericCodec.decode('trade', JSON.stringify({ ...GENERIC, ...change })))).toContain(message);
  });

  it('refuses anything that is no JSON object', () => {
    for (const text of ['', '{', '[]', 'null', '3']) expect(failure(() => genericCodec.decode('trade', text))).toMatch(/^record: expected/);
  });
});

describe('the Massive codecs', () => {
  it('read the trade of the documentation', () => {
    const text = '{"ev":"T","sym":"O:AMC210827C00037000","x":65,"p":1.54,"s":1,"c":[233],"t":1629820676333,"q":651921857}';
    expect(massiveCodec.decode('trade', text)).toEqual({
      kind: 'trade', contract: 'AMC210827C00037000', price: 1.54, size: 1, tsNs: '1629820676333000000', conditions: ['g'],
    });
  });

  it('read the quote of the documentation', () => {
    const text = '{"ev":"Q","sym":"O:SPY241220P00720000","bx":302,"ax":302,"bp":9.71,"ap":9.81,"bs":17,"as":24,"t":1644506128351,"q":844090872}';
    expect(massiveCodec.decode('quote', text)).toEqual({
      kind: 'quote', contract: 'SPY241220P00720000', ts: 1644506128351, quote: { bid: 9.71, ask: 9.81, bidSize: 17, askSize: 24 },
    });
  });

  it('read a flat-file row; condition and exchange 0 are not known', () => {
    expect(massiveFlatCodec.decode('trade', 'O:AAPL140606C00622500,0,0,0,26.8,1402061460000000000,1')).toEqual({
      kind: 'trade', contract: 'AAPL140606C00622500', price: 26.8, size: 1, tsNs: '1402061460000000000',
    });
    expect(massiveFlatCodec.decode('trade', 'O:AAPL140606C00622500,"219,227",0,313,26.8,1402061460000000000,1')).toMatchObject({
      conditions: ['S', 'a'], exchange: 'N',
    });
  });

  it('tell a side that is not quoted from one quoted at zero', () => {
    const row = (bid: string, ask: string): string => `O:AAPL140606C00622500,1402061460000000000,${bid},0,${ask},209`;
    expect(massiveFlatCodec.decode('quote', row('', '0.07'))).toMatchObject({ quote: { ask: 0.07, absent: 'bid' } });
    expect(massiveFlatCodec.decode('quote', row('0.05', ''))).toMatchObject({ quote: { bid: 0.05, absent: 'ask' } });
    expect(massiveFlatCodec.decode('quote', row('0', '0.07'))).toMatchObject({ quote: { bid: 0, ask: 0.07, bidSize: 0, askSize: 209 } });
    expect(massiveFlatCodec.decode('quote', row('0', '0.07'))).not.toHaveProperty('quote.absent');
  });

  it.each([
    ['O:AAPL140606C00622500,0,0,0,abc,1402061460000000000,1', 'price: expected a price from 0 to 1000000, was "abc"'],
    ['O:AAPL140606C00622500,0,0,0,,1402061460000000000,1', 'price: expected'],
    ['AAPL,0,0,0,1,1402061460000000000,1', 'ticker: expected'],
    ['O:AAPL140606C00622500,300,0,0,1,1402061460000000000,1', 'conditions: expected an option condition id'],
    ['O:AAPL140606C00622500,0,0,0,1,14020614600,1', 'sip_timestamp: expected nanoseconds'],
    ['O:AAPL140606C00622500,0,0,0,1,1402061460000000000', 'row: expected 7 cells'],
    ['O:AAPL140606C00622500,0,3,0,1,1402061460000000000,1', 'correction: expected 0'],
  ])('refuse the row %s', (row, message) => {
    expect(failure(() => massiveFlatCodec.decode('trade', row))).toContain(message);
  });
});

describe('control records', () => {
  it('come back from their text as they were', () => {
    const feed = { name: 'Demo', source: 'generic', delay: 0, lacks: [] };
    const events = [
      { kind: 'clock', ts: 1795444200123, line: 'demo', acked: 12, feed },
      { kind: 'gap', line: 'demo', from: 1, to: 2, reason: 'cut' },
      { kind: 'reference', reference: { type: 'rate', rate: 0.04 } },
      { kind: 'config', version: 1, config: { rules: [] } },
    ] as const;
    for (const event of events) expect(controlCodec.decode(event.kind, encodeControl(event))).toEqual(event);
  });

  it.each([
    [{ type: 'rate', rate: 3.75 }, 'rate: expected a number from -0.1 to 1 (0.0375 is 3.75 %), was 3.75'],
    [{ type: 'multiplier', root: 'AAPL1', multiplier: 1e300 }, 'multiplier: expected a number above 0, at most 1000000'],
    [{ type: 'previousClose', underlying: 'NVDA', price: 0 }, 'price: expected a number above 0'],
    [{ type: 'previousClose', underlying: 'NVDA', price: 1e300 }, 'price: expected a price from 0'],
  ])('refuse the reference %j', (reference, message) => {
    expect(failure(() => controlCodec.decode('reference', JSON.stringify(reference)))).toContain(message);
  });
});

it('no codec throws anything but RECORD_MALFORMED, whatever it is given', () => {
  fc.assert(fc.property(
    fc.constantFrom(...CODECS.values()), fc.constantFrom('trade', 'quote', 'underlying', 'openInterest', 'correction', 'cancel', 'clock', 'gap', 'reference', 'config'),
    fc.oneof(fc.string(), fc.json(), fc.dictionary(fc.constantFrom(...Object.keys(GENERIC), 'ev', 'sym', 'p', 's', 't', 'c'), fc.anything()).map((o) => JSON.stringify(o))),
    (codec, kind, value) => {
      try {
        codec.decode(kind, value);
      } catch (error) {
        expect(error).toMatchObject({ code: 'RECORD_MALFORMED' });
      }
    },
  ));
});
