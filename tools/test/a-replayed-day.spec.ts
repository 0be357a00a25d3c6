import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { devToken, sharedData, type Stack } from '@tapewire/testkit';
import { python, pythonTape } from './python.ts';
import { runningStack, sorted } from './running-stack.ts';

const DAY = '2014-06-06';
const TRADES = 22_067;
const COLUMNS = ['id', 'contract', 'price', 'size', 'premium', 'tsNs'];
const SLOW = 180_000;
const folder = sharedData('aapl-20140606');

(folder === undefined ? describe.skip : describe)('a day of AAPL options, replayed as fast as it goes', () => {
  let stack: Stack | undefined;
  let token: string;
  beforeAll(async () => {
    stack = await runningStack({ feed: { FEED: folder!, FEED_SPEED: 'max' } });
    token = await devToken({ user: 'python', plan: 'realtime' });
  }, SLOW);
  afterAll(() => stack?.stop(), SLOW);

  it('reaches a subscriber in another language complete, once each, with the values of the file', async () => {
    const tape = await pythonTape({ url: stack!.gatewayUrls[0]!, token, filter: '', columns: COLUMNS, pages: true, expect: TRADES, timeout: 120 });
    expect({ doubled: tape.doubled, skipped: tape.skipped, rows: tape.rows.length }).toEqual({ doubled: [], skipped: 0, rows: TRADES });
    expect(sorted(tape.rows.map(([, ...values]) => values))).toEqual(sorted((await python('select_trades.py', [folder!, DAY])) as unknown[]));
  }, SLOW);

  it('gives a filtered subscriber what ten lines of Python select from the file', async () => {
    const expected = (await python('select_trades.py', [folder!, DAY, 'calls'])) as unknown[];
    expect(expected.length).toBeGreaterThan(100);
    const tape = await pythonTape({
      url: stack!.gatewayUrls[0]!, token, filter: 'right:call premium>=50k dte<=7', columns: COLUMNS, pages: true, expect: expected.length, timeout: 60,
    });
    expect(tape.doubled).toEqual([]);
    expect(sorted(tape.rows.map(([, ...values]) => values))).toEqual(sorted(expected));
  }, SLOW);
});
