import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { devToken, sharedData, type Stack } from '@tapewire/testkit';
import { python, pythonTape, type TapeResult } from './python.ts';
import { runningStack, sorted } from './running-stack.ts';

const DAY = '2014-06-06';
const FILTER = 'right:call premium>=50k dte<=7';
const COLUMNS = ['id', 'contract', 'price', 'size', 'premium', 'tsNs'];
const SLOW = 300_000;
const folder = sharedData('aapl-20140606');

(folder === undefined ? describe.skip : describe)('subscribers with one filter, while a day is replayed at 600 times its speed', () => {
  let stack: Stack | undefined;
  let expected: unknown[];
  beforeAll(async () => {
    stack = await runningStack({ gateways: 2, feed: { FEED: folder!, FEED_SPEED: '600' } });
    expected = (await python('select_trades.py', [folder!, DAY, 'calls'])) as unknown[];
  }, SLOW);
  afterAll(() => stack?.stop(), SLOW);

  const subscriber = async (gateway: number, expect: number): Promise<TapeResult> =>
    pythonTape({
      url: stack!.gatewayUrls[gateway]!, token: await devToken({ user: `python ${gateway}`, plan: 'realtime' }),
      filter: FILTER, columns: COLUMNS, pages: true, expect, timeout: 200,
    });

  it('have the same rows at its end, on either gateway, and when they joined in the middle', async () => {
    const fromTheStart = [subscriber(0, expected.length), subscriber(1, expected.length)];
    // Half of the rows have passed when this one has ended, so the next one joins in the middle.
    const half = await subscriber(0, Math.floor(expected.length / 2));
    const late = await subscriber(1, expected.length);
    const tapes = [...(await Promise.all(fromTheStart)), late];
    expect(half.rows.length).toBeLessThan(expected.length);
    for (const tape of tapes) expect({ doubled: tape.doubled, skipped: tape.skipped }).toEqual({ doubled: [], skipped: 0 });
    const [first, second, third] = tapes.map((tape) => sorted(tape.rows));
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(sorted(tapes[0]!.rows.map(([, ...values]) => values))).toEqual(sorted(expected));
  }, SLOW);
});
