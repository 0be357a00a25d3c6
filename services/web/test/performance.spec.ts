import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '@tapewire/contracts';
import type { Page } from 'playwright-core';
import { PageHarness } from './page-harness.ts';
import { RandomTrades } from './random-trades.ts';

const ROWS_PER_SECOND = 1000;
const TICK_MS = 20;
const SECONDS = Number(process.env['PERFORMANCE_SECONDS'] ?? 8);

interface TraceEvent {
  readonly name: string;
  readonly dur?: number;
  /** CPU time of the thread, which other processes on the machine don't lengthen. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

/** CPU time of the tasks of the pages' main threads, milliseconds, from the browser's own tracing. */
async function traceTasks(page: Page, during: () => Promise<void>): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => { events.push(...(value as unknown as TraceEvent[])); });
  await session.send('Tracing.start', { categories: 'devtools.timeline,disabled-by-default-devtools.timeline', transferMode: 'ReportEvents' });
  await during();
  const done = new Promise<void>((resolve) => { session.once('Tracing.tracingComplete', () => { resolve(); }); });
  await session.send('Tracing.end');
  await done;
  const main = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  return events.filter(({ name, pid, tid }) => name === 'RunTask' && main.has(`${pid} ${tid}`)).map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000);
}

const percentile = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;

describe('the page at a thousand rows a second', () => {
  let harness: PageHarness;
  beforeAll(async () => { harness = await PageHarness.start(); }, 60_000);
  afterAll(() => harness.stop());

  /** Prints at the rate, however late the timer is; returns when the time is over. */
  async function flood(trades: RandomTrades, seconds: number): Promise<void> {
    const start = performance.now();
    let printed = 0;
    while (performance.now() - start < seconds * 1000) {
      const due = Math.floor(((performance.now() - start) / 1000) * ROWS_PER_SECOND) - printed;
      const rows: Row[] = Array.from({ length: due }, () => trades.next(1));
      printed += due;
      if (rows.length > 0) harness.gateway.print(...rows);
      await pause(TICK_MS);
    }
  }

  it('keeps up, shows the newest row, and holds no more than its limit', async () => {
    const page = await harness.open();
    const trades = new RandomTrades(3);
    harness.gateway.print(trades.next());
    await page.waitForSelector('.tape-body .row');
    await flood(trades, 2);
    const frames = page.evaluate((ms) => new Promise<number[]>((resolve) => {
      const gaps: number[] = [];
      let last = performance.now();
      const end = last + ms;
      const next = (now: number): void => {
        gaps.push(now - last);
        last = now;
        if (now < end) requestAnimationFrame(next);
        else resolve(gaps);
      };
      requestAnimationFrame(next);
    }), SECONDS * 1000);
    const tasks = await traceTasks(page, () => flood(trades, SECONDS));
    const gaps = await frames;
    const heap = await page.evaluate(() => ('memory' in performance ? (performance.memory as { usedJSHeapSize: number }).usedJSHeapSize : 0));
    process.stderr.write(
      `page at ${ROWS_PER_SECOND} rows/s for ${SECONDS} s: frames p50 ${percentile(gaps, 0.5).toFixed(1)} ms, p99 ${percentile(gaps, 0.99).toFixed(1)} ms; `
      + `main-thread tasks p99 ${percentile(tasks, 0.99).toFixed(1)} ms, longest ${Math.max(...tasks).toFixed(1)} ms, busy ${((tasks.reduce((a, b) => a + b, 0) / (SECONDS * 1000)) * 100).toFixed(0)} %; heap ${(heap / 1e6).toFixed(0)} MB\n`,
    );
    // Figures depend on the machine and are printed; what must hold anywhere is that nothing is lost or piles up.
    const last = String(harness.gateway.rows.at(-1)?.[0]);
    await page.waitForFunction((id) => document.querySelector(`[data-key="${id}"]`) !== null || document.querySelector('.tape-body .row[aria-rowindex="2"] .twist.folded') !== null, last);
    expect(Number(await page.getByRole('grid').getAttribute('aria-rowcount'))).toBeLessThanOrEqual(5501);
    expect(harness.errors).toEqual([]);
    await page.close();
  }, 120_000);
});
