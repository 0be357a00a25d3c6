import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@tapewire/client';
import { parseTradeId } from '@tapewire/contracts';
import { devToken, eventually, localKafka, localRedis, quiet, type Stack, startStack, testPrefix } from '@tapewire/testkit';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';

const START_MS = 180_000;
const READY_MS = 90_000;
const PARTITIONS = 4;

/** The ids of the rows a tape holds, oldest first, by its own CSV export. */
async function exported(page: Page): Promise<string[]> {
  const download = page.waitForEvent('download');
  await page.keyboard.press('e');
  const csv = await readFile(await (await download).path(), 'utf8');
  return csv.trim().split('\n').slice(1).map((line) => line.split(',')[0] ?? '').reverse();
}

describe('the page on the real services', () => {
  let folder: string;
  let stack: Stack;
  let browser: Browser;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapewire-page-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    stack = await startStack({
      dir: folder, kafka: await localKafka(), redis: await localRedis(), prefix: testPrefix(), partitions: PARTITIONS, gateways: 2, web: true, report: quiet,
      feed: { FEED: 'demo', FEED_RATE: '60', FEED_SEED: '5' },
    });
    ends.push(() => stack.stop());
    await stack.ready(READY_MS);
    browser = await openBrowser();
    ends.push(() => browser.close());
  }, START_MS);
  afterAll(async () => { for (const end of ends.reverse()) await end(); }, START_MS);

  it('shows in its rail what the default rules set off', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(stack.webUrl);
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await page.waitForSelector('.alerts li:nth-child(3)', { timeout: START_MS });
    const rules = ['whale', 'burst', 'hedge', 'through-the-ask', 'golden-sweep', 'repeated-hits', 'opening-sweep', 'unusual-short-dated', 'far-out-of-the-money', 'opening-block', 'top-score', 'whale-package', 'out-of-character'];
    for (const rule of await page.locator('.alert-rule').allInnerTexts()) expect(rules).toContain(rule.split(/\s/)[0]);
    await page.locator('.alerts li button').first().click();
    await page.waitForSelector('.drawer', { timeout: START_MS });
    await page.close();
  }, START_MS);

  it('is exact after its gateway was killed while its user had scrolled back', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${stack.webUrl}/?f=premium>=2k`);
    await page.waitForSelector('.tape-body .row:nth-child(30)', { timeout: START_MS });
    await page.mouse.move(400, 400);
    await page.mouse.wheel(0, 300);
    await page.waitForSelector('.pill');
    await page.getByRole('tab', { name: 'Feed' }).click();
    const url = await page.locator('dt:text-is("Gateway") + dd').innerText();
    const killed = stack.gateways[stack.gatewayUrls.indexOf(url)];
    await killed?.kill();
    await eventually(async () => {
      expect(await page.locator('dt:text-is("Gateway") + dd').innerText()).not.toBe(url);
      expect(await page.locator('.line-state').innerText()).toBe('live');
    }, { timeoutMs: 30_000 });
    const before = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    await eventually(async () => { expect(Number(await page.getByRole('grid').getAttribute('aria-rowcount'))).toBeGreaterThan(before + 20); }, { timeoutMs: 30_000 });
    await page.keyboard.press('g');

    const held = await exported(page);
    const other = connect({ urls: stack.gatewayUrls.filter((one) => one !== url), token: await devToken({ user: 'checker', plan: 'realtime' }) });
    await eventually(() => { expect(other.status?.state).toBe('connected'); });
    const rows: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await other.page({ filter: 'premium>=2k', columns: ['id'], limit: 1000, ...(cursor === undefined ? {} : { before: cursor }) });
      rows.push(...answer.rows.map((row) => String(row[0])));
      cursor = answer.cursor;
    } while (cursor !== undefined && !rows.includes(held[0] ?? ''));
    other.close();
    const oldestFirst = rows.reverse();
    // Exact in each partition, which is what is promised: one that lags may print in between what others have printed.
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const own = held.filter((id) => parseTradeId(id)?.p === partition);
      const all = oldestFirst.filter((id) => parseTradeId(id)?.p === partition);
      expect(own.length).toBeGreaterThan(0);
      expect(all.slice(all.indexOf(own[0] ?? '')).slice(0, own.length)).toEqual(own);
    }
    await page.close();
  }, START_MS);
});
