import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, localKafka, localRedis, quiet, type Stack, startStack, testPrefix } from '@tapewire/testkit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';

const START_MS = 180_000;
const SCENARIO_MS = 120_000;
const PATIENT = { timeoutMs: 60_000, everyMs: 200 };

/**
 * A trader's day on the demo market, whose prints nobody chose: what is seen must fit what was asked for, whatever prints.
 * `scenarios.spec.ts` has the days that need a certain print at a certain moment.
 */
describe('a trader’s day on the demo market', () => {
  let stack: Stack;
  let browser: Browser;
  let context: BrowserContext;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapewire-demo-day-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    stack = await startStack({
      dir: folder, kafka: await localKafka(), redis: await localRedis(), prefix: testPrefix(), partitions: 4, gateways: 2, web: true, report: quiet,
      feed: { FEED: 'demo', FEED_RATE: '80', FEED_SEED: '7' },
    });
    ends.push(() => stack.stop());
    await stack.ready(90_000);
    browser = await openBrowser();
    ends.push(() => browser.close());
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
  }, START_MS);
  afterAll(async () => { for (const end of ends.reverse()) await end(); }, START_MS);

  const open = async (filter = '', from: BrowserContext = context): Promise<Page> => {
    const page = await from.newPage();
    page.setDefaultTimeout(PATIENT.timeoutMs);
    await page.goto(`${stack.webUrl}/${filter === '' ? '' : `?f=${encodeURIComponent(filter)}`}`);
    return page;
  };
  /** What the tape holds, newest first, by its own export. */
  const exported = async (page: Page): Promise<Record<string, string>[]> => {
    const download = page.waitForEvent('download');
    await page.keyboard.press('e');
    const [header = '', ...lines] = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
    const names = header.split(',');
    return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
  };

  it('finds the large sweeps of a name under 30 days by keys, and shares them as a link', async () => {
    const page = await open();
    await page.locator('.tape-body .row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ticker:SPY,QQQ,NVDA flag:sweep order.premium>=10k dte<30');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.locator('.tape-body .row').first().waitFor();
    await page.keyboard.press('l');
    await eventually(async () => { expect(await page.locator('.message').allInnerTexts()).toContainEqual(expect.stringContaining('Copied the link')); }, PATIENT);
    const colleague = await open('', await browser.newContext());
    await colleague.goto(await page.evaluate(() => navigator.clipboard.readText()));
    await colleague.locator('.tape-body .row').first().waitFor();
    const mine = await exported(page);
    for (const { ticker, flags, dte } of mine) {
      expect(['SPY', 'QQQ', 'NVDA']).toContain(ticker);
      expect(flags).toMatch(/\bsweep\b/);
      expect(Number(dte)).toBeLessThan(30);
    }
    const ids = (rows: readonly Record<string, string>[]) => rows.map(({ id }) => id);
    await eventually(async () => { expect(ids(await exported(colleague))).toEqual(expect.arrayContaining(ids(mine))); }, PATIENT);
    await colleague.context().close();
    await page.close();
  }, SCENARIO_MS);

  it('notices in another tab that a filter of one’s own has matched', async () => {
    const own = await browser.newContext();
    await own.addInitScript(() => {
      localStorage.setItem('tapewire.filters', JSON.stringify([{ name: 'Big ones', filter: 'premium>=100k' }]));
      localStorage.setItem('tapewire.watched', JSON.stringify(['Big ones']));
      Object.defineProperty(document, 'hidden', { get: () => true });
    });
    const page = await open('ticker:TLT', own);
    await eventually(async () => { expect(await page.title()).toMatch(/^\(\d+\) Tapewire$/); }, PATIENT);
    await page.locator('.alert.own').first().click();
    await page.locator('.drawer h2').waitFor();
    await own.close();
  }, SCENARIO_MS);

  it('follows one contract from a row by a key, and reads its day', async () => {
    const page = await open('ticker:SPX');
    await page.locator('.tape-body .row').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await eventually(() => { expect(new URL(page.url()).searchParams.get('f')).toMatch(/^contract:SPXW?\d{6}[CP]\d{8}$/); }, PATIENT);
    const contract = (new URL(page.url()).searchParams.get('f') ?? '').slice('contract:'.length);
    await eventually(async () => { expect(new Set((await exported(page)).map((row) => row['contract']))).toEqual(new Set([contract])); }, PATIENT);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The contract’s day' }).waitFor();
    await page.locator('.drawer .bars').waitFor();
    await page.close();
  }, SCENARIO_MS);

  it('opens a folded order and finds its prints on their exchanges', async () => {
    const page = await open('flag:sweep order.prints>=3');
    await page.locator('.tape-body .row .twist.folded').first().waitFor();
    await page.keyboard.press('j');
    while ((await page.locator('.tape-body .row.selected .twist.folded').count()) === 0) await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const letters = async (): Promise<string[]> => page.locator('.drawer table tbody tr td:nth-child(2)').allInnerTexts();
    await eventually(async () => { expect((await letters()).length).toBeGreaterThan(2); }, PATIENT);
    const found = await letters();
    expect(await page.locator('.drawer').innerText()).toContain(`${found.length} prints on ${new Set(found).size} exchange`);
    await page.close();
  }, SCENARIO_MS);

  it('goes back to the open and plays the day from there', async () => {
    const page = await open('ticker:SPY');
    await page.locator('.tape-body .row').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('09:30');
    await page.keyboard.press('Enter');
    await page.locator('.replay-bar').waitFor();
    await eventually(async () => { expect((await exported(page)).at(-1)?.['time']).toMatch(/T\d\d:30:0\d/); }, PATIENT);
    await page.getByRole('button', { name: 'Back to live' }).click();
    await eventually(async () => { expect(await page.locator('.replay-bar').count()).toBe(0); }, PATIENT);
    await page.close();
  }, SCENARIO_MS);

  it('narrows the tape to a sector from what it adds up to, and sees its names move', async () => {
    // Someone new: the others' last filter would be remembered.
    const page = await open('', await browser.newContext());
    await page.locator('.tape-body .row').first().waitFor();
    await page.getByRole('tab', { name: 'Tickers' }).click();
    await page.getByRole('button', { name: 'Sectors' }).click();
    await page.locator('.tickers button', { hasText: 'semiconductors' }).click();
    await eventually(async () => { expect(new Set((await exported(page)).map(({ sector }) => sector))).toEqual(new Set(['semiconductors'])); }, PATIENT);
    for (const row of await exported(page)) expect(Number.isFinite(Number.parseFloat(row['spotChange'] ?? ''))).toBe(true);
    expect(await page.locator('.pulse').innerText()).toContain('Calls');
    await page.context().close();
  }, SCENARIO_MS);
});
