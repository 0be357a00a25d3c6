/** `npm run bench:page`: the page in Chromium with a thousand rows a second, for minutes, while its user works with it. */
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { flood } from './flood.ts';
import { PAGE_FILES, PageHarness } from './page-harness.ts';
import { heapInUse, type Interaction, percentile, takeWatch, traceTasks, watchFrames } from './page-measures.ts';
import { RandomTrades } from './random-trades.ts';

const HELP = `npm run bench:page -- [options]
  --minutes N   how long (default 5), after a minute of warm-up (--warm-up SECONDS)
  --rate N      rows a second, all of which match (default 1000)`;
const TRACE_MS = 10_000;
const HELD_ROWS = 20_000;
const ACTIONS: readonly (readonly [Interaction, string])[] = [['typing', 'typing a filter'], ['key', 'keys of the page'], ['scroll', 'scrolling'], ['click', 'opening an order']];

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' }, rate: { type: 'string', default: '1000' }, 'warm-up': { type: 'string', default: '60' }, help: { type: 'boolean', default: false } } });
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
if (values.help) {
  say(HELP);
  process.exit(0);
}

if (!existsSync(join(PAGE_FILES, 'index.html'))) {
  say('The page has not been built: npm run build');
  process.exit(1);
}

/** Milliseconds from opening the page's address to its first row, with an empty cache. */
async function firstRow(harness: PageHarness): Promise<number> {
  const page = await harness.open('about:blank');
  const start = performance.now();
  await page.goto(harness.url, { waitUntil: 'commit' });
  await page.waitForSelector('.tape-body .row');
  const took = performance.now() - start;
  await page.context().close();
  return took;
}

/** A round of what its user does: scrolls back and returns, opens a trade, types a filter and takes it away. */
async function work(page: Page): Promise<void> {
  await page.mouse.move(500, 450);
  for (let i = 0; i < 10; i++) await page.mouse.wheel(0, 240);
  await page.keyboard.press('g');
  // Its user sees a row before opening it; right after a jump the next frame has yet to paint it.
  await page.waitForFunction(() => document.elementFromPoint(500, 300)?.closest('.row') instanceof Element);
  await page.mouse.click(500, 300);
  await page.waitForSelector('.drawer');
  await pause(1000);
  await page.keyboard.press('Escape');
  await page.mouse.move(500, 5);
  await page.keyboard.press('/');
  await page.keyboard.type('right:call premium>=1', { delay: 60 });
  await pause(1500);
  for (let i = 0; i < 21; i++) await page.keyboard.press('Backspace', { delay: 20 });
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
}

const rate = Number(values.rate);
const endMs = (Number(values['warm-up']) + Number(values.minutes) * 60) * 1000;
const harness = await PageHarness.start(1, { keep: HELD_ROWS });
try {
  const trades = new RandomTrades(5);
  harness.gateway.print(...Array.from({ length: 1000 }, () => trades.next(1)));
  await firstRow(harness);
  const firsts = [await firstRow(harness), await firstRow(harness), await firstRow(harness)];
  const page = await harness.open();
  await page.waitForSelector('.tape-body .row');
  const cdp = await page.context().newCDPSession(page);
  let over = false;
  const printing = flood(harness.gateway, trades, rate, () => !over);
  await pause(Number(values['warm-up']) * 1000);
  await watchFrames(page);
  const heaps = [await heapInUse(cdp)];
  const start = performance.now();
  const measured = endMs - Number(values['warm-up']) * 1000;
  const tasks = await traceTasks(page, () => pause(TRACE_MS));
  // Frames while nothing is touched, and while its user works: both are told.
  const quietFrames = (await takeWatch(page)).frames;
  const frames: number[] = [...quietFrames];
  const interactions: { name: Interaction; duration: number }[] = [];
  while (performance.now() - start < measured) {
    await work(page);
    await pause(5000);
    const seen = await takeWatch(page);
    frames.push(...seen.frames);
    interactions.push(...seen.interactions);
    if (heaps.length < 1 + Math.floor((performance.now() - start) / 30_000)) heaps.push(await heapInUse(cdp));
  }
  heaps.push(await heapInUse(cdp));
  over = true;
  const printed = await printing;
  const f = (ms: number): string => ms.toFixed(1);
  const of = (name: Interaction): number[] => interactions.filter((one) => one.name === name).map(({ duration }) => duration);
  say(`Measured on ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), which also draw the page (no GPU) and make the rows.`);
  say(`${rate} rows/s, all matching, for ${values.minutes} min after ${values['warm-up']} s: ${printed} rows`);
  say(`first row after opening, empty cache: ${firsts.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  say(`frames: p50 ${f(percentile(frames, 0.5))} ms, p99 ${f(percentile(frames, 0.99))} ms, longest ${f(Math.max(...frames))} ms (${frames.length}); untouched p99 ${f(percentile(quietFrames, 0.99))} ms`);
  say(`main thread, CPU: busy ${((tasks.reduce((a, b) => a + b, 0) / TRACE_MS) * 100).toFixed(0)} %, tasks p99 ${f(percentile(tasks, 0.99))} ms, longest ${f(Math.max(...tasks))} ms`);
  for (const [name, what] of ACTIONS) say(`${what}, to the frame that shows it: p50 ${f(percentile(of(name), 0.5))} ms, p99 ${f(percentile(of(name), 0.99))} ms, longest ${f(Math.max(0, ...of(name)))} ms (${of(name).length}${name === 'scroll' ? '' : ' of 16 ms or more'})`);
  say(`heap in use after a collection, from the end of the warm-up on, every 30 s: ${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB`);
  const held = (holds: boolean): string => (holds ? 'held' : 'not held');
  say(`median frame at most 16.7 ms: ${held(percentile(frames, 0.5) <= 16.75)}; p99 at most 33 ms: ${held(percentile(frames, 0.99) <= 33.4)}; interactions within 100 ms: ${held(interactions.every(({ duration }) => duration <= 100))} (${interactions.filter(({ duration }) => duration > 100).length} of ${interactions.length} longer)`);
  if (harness.errors.length > 0) say(`the browser complained: ${harness.errors.join('; ')}`);
} finally {
  await harness.stop();
}
