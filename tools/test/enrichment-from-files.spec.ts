import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { devToken, sharedData, type Stack } from '@tapewire/testkit';
import { python, pythonTape } from './python.ts';
import { runningStack } from './running-stack.ts';

const VALUES = ['contract', 'price', 'size', 'tsNs', 'bid', 'ask', 'side', 'spot', 'otm', 'oi'] as const;
type Enriched = Readonly<Record<(typeof VALUES)[number], string | number | null>>;
const SLOW = 180_000;
const OTM_DIGITS = 4;
const folder = sharedData('twx-20140605');

const byTrade = (a: Enriched, b: Enriched): number => identity(a).localeCompare(identity(b));
const identity = ({ contract, tsNs, price, size }: Enriched): string => `${contract ?? ''} ${tsNs ?? ''} ${price ?? ''} ${size ?? ''}`;
const rounded = (trade: Enriched): Enriched => ({ ...trade, otm: trade.otm === null ? null : Number(Number(trade.otm).toFixed(OTM_DIGITS)) });

(folder === undefined ? describe.skip : describe)('a day of TWX options with quotes, underlying and open interest', () => {
  let stack: Stack | undefined;
  beforeAll(async () => {
    stack = await runningStack({ feed: { FEED: folder!, FEED_SPEED: 'max' } });
  }, SLOW);
  afterAll(() => stack?.stop(), SLOW);

  it('has side, spot, otm and open interest as they follow from the files', async () => {
    const expected = (await python('enrich_trades.py', [folder!])) as Enriched[];
    const token = await devToken({ user: 'python', plan: 'realtime' });
    const tape = await pythonTape({ url: stack!.gatewayUrls[0]!, token, filter: '', columns: ['id', ...VALUES], pages: true, expect: expected.length, timeout: 120 });
    const received = tape.rows.map(([, ...cells]) => Object.fromEntries(VALUES.map((name, i) => [name, cells[i]])) as Enriched);
    expect(tape.doubled).toEqual([]);
    expect(received.map(rounded).sort(byTrade)).toEqual(expected.map(rounded).sort(byTrade));
  }, SLOW);
});
