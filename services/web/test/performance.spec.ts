import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { flood } from './flood.ts';
import { PageHarness } from './page-harness.ts';
import { percentile, takeWatch, traceTasks, watchFrames } from './page-measures.ts';
import { RandomTrades } from './random-trades.ts';

const ROWS_PER_SECOND = 1000;
const SECONDS = 6;

/** A short run that guards what must hold anywhere; `npm run bench:page` measures for minutes. */
describe('the page at a thousand rows a second', () => {
  let harness: PageHarness;
  beforeAll(async () => { harness = await PageHarness.start(); }, 60_000);
  afterAll(() => harness.stop());

  it('keeps up, shows the newest row, and holds no more than its limit', async () => {
    const page = await harness.open();
    const trades = new RandomTrades(3);
    harness.gateway.print(trades.next());
    await page.waitForSelector('.tape-body .row');
    await flood(harness.gateway, trades, ROWS_PER_SECOND, (elapsed) => elapsed < 2000);
    await watchFrames(page);
    const tasks = await traceTasks(page, () => flood(harness.gateway, trades, ROWS_PER_SECOND, (elapsed) => elapsed < SECONDS * 1000));
    const { frames } = await takeWatch(page);
    process.stderr.write(
      `page at ${ROWS_PER_SECOND} rows/s for ${SECONDS} s: frames p50 ${percentile(frames, 0.5).toFixed(1)} ms, p99 ${percentile(frames, 0.99).toFixed(1)} ms; `
      + `main-thread tasks p99 ${percentile(tasks, 0.99).toFixed(1)} ms, busy ${((tasks.reduce((a, b) => a + b, 0) / (SECONDS * 1000)) * 100).toFixed(0)} %\n`,
    );
    // Figures depend on the machine and are printed; what must hold anywhere is that nothing is lost or piles up.
    const last = String(harness.gateway.rows.at(-1)?.[0]);
    await page.waitForFunction((id) => document.querySelector(`[data-key="${id}"]`) !== null || document.querySelector('.tape-body .row[aria-rowindex="2"] .twist.folded') !== null, last);
    expect(Number(await page.getByRole('grid').getAttribute('aria-rowcount'))).toBeLessThanOrEqual(5501);
    expect(harness.errors).toEqual([]);
    await page.close();
  }, 120_000);
});
