import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import type { Page } from 'playwright-core';
import { PageHarness } from './page-harness.ts';
import { RandomTrades } from './random-trades.ts';

const STARTUP_MS = 60_000;

describe('the page in a browser', () => {
  let harness: PageHarness;
  const trades = new RandomTrades(11);
  const print = (n: number) => { harness.gateway.print(...Array.from({ length: n }, () => trades.next())); };
  const rowTexts = (page: Page) => page.locator('.tape-body .row').allInnerTexts();

  beforeAll(async () => { harness = await PageHarness.start(); print(300); }, STARTUP_MS);
  afterAll(() => harness.stop());

  it('fills with trades by itself, newest on top, without a complaint of the browser', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    expect(await page.locator('.line-state').innerText()).toBe('live');
    const before = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    print(5);
    await eventually(async () => { expect(Number(await page.getByRole('grid').getAttribute('aria-rowcount'))).toBe(before + 5); });
    const times = (await page.locator('.tape-body .row[aria-rowindex="2"] .c-time').innerText()).replace('\n', '');
    expect(times).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    expect(harness.errors).toEqual([]);
    await page.close();
  }, STARTUP_MS);

  it('underlines what is wrong with a filter where it is, and keeps the last good tape', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    await page.getByRole('combobox', { name: 'Filter' }).fill('right:call tikker:NVDA');
    await page.waitForSelector('.underlined mark');
    expect(await page.locator('.underlined mark').innerText()).toBe('tikker:NVDA');
    expect(await page.getByRole('alert').innerText()).toContain('ticker');
    expect((await rowTexts(page)).length).toBeGreaterThan(20);
    await page.close();
  }, STARTUP_MS);

  it('shows exactly what a filter lets through and puts it in the address', async () => {
    const page = await harness.open();
    await page.getByRole('combobox', { name: 'Filter' }).fill('right:put ticker:NVDA');
    await page.keyboard.press('Enter');
    await eventually(async () => {
      const cells = await page.locator('.tape-body .row .c-ticker').allInnerTexts();
      expect(new Set(cells)).toEqual(new Set(['NVDA']));
      expect(await page.locator('.tape-body .right.call').count()).toBe(0);
    });
    expect(new URL(page.url()).searchParams.get('f')).toBe('right:put ticker:NVDA');
    const other = await harness.open(`/${new URL(page.url()).search}`);
    await eventually(async () => { expect(await other.getByRole('combobox', { name: 'Filter' }).inputValue()).toBe('right:put ticker:NVDA'); });
    await page.close();
    await other.close();
  }, STARTUP_MS);

  it('holds new rows while the pointer is on the tape and counts them', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    await page.mouse.move(300, 400);
    const top = (await rowTexts(page))[0];
    print(7);
    await eventually(async () => { expect(await page.locator('.pill').innerText()).toContain('7 new'); });
    expect((await rowTexts(page))[0]).toBe(top);
    await page.locator('.pill').click();
    await page.mouse.move(300, 5);
    await eventually(async () => { expect(await page.locator('.pill').count()).toBe(0); });
    await page.close();
  }, STARTUP_MS);

  it('reconnects after its gateway is cut, catches up and says so', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    harness.gateway.cut();
    print(9);
    await eventually(async () => { expect(await page.locator('.message.good').innerText()).toContain('9 rows recovered'); });
    expect(await page.locator('.line-state').innerText()).toBe('live');
    await page.close();
  }, STARTUP_MS);
});
