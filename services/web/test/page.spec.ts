import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TRADE_COLUMNS } from '@tapewire/contracts';
import { eventually } from '@tapewire/testkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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
    await page.keyboard.type(' ');
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

  it('says of an order what the next morning’s open interest made of it', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    const trade = trades.next();
    harness.gateway.print(trade);
    const fields = Object.fromEntries(TRADE_COLUMNS.map(({ name }, i) => [name, trade[i]]));
    harness.gateway.alert({
      id: 'open-interest:x', rule: 'open-interest', severity: 'low', when: '', ts: Number(fields['ts']), recvTs: 0, figures: {},
      trade: { ...fields, order: { id: fields['order.id'] ?? 'x', prints: 1, exchanges: 1, size: 1, premium: 1 } } as never, oiChange: { verdict: 'opened', from: 1200, to: 2200, date: '2026-11-23' } as never,
    });
    await page.locator('.alert', { hasText: 'open-interest' }).click();
    await eventually(async () => { expect(await page.locator('.drawer .confirmed').innerText()).toMatch(/opened, open interest 1\s200 to 2\s200/); });
    await page.close();
  }, STARTUP_MS);

  it('tells of a gap in the feed with its times and keeps it in sight', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    harness.gateway.notice({ level: 'warning', code: 'gap', message: 'opra could not be read from 10:42:07 to 10:42:31: the line was cut.' });
    await eventually(async () => { expect(await page.locator('.message.gap').innerText()).toContain('10:42:07 to 10:42:31'); });
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('tab', { name: 'Feed' }).click();
    expect(await page.locator('.feed-panel .gap').innerText()).toContain('the line was cut');
    await page.close();
  }, STARTUP_MS);

  it('folds the prints of an order and opens them with a key', async () => {
    const page = await harness.open('/?f=flag:sweep');
    await page.waitForSelector('.tape-body .row .twist.folded');
    expect(await page.locator('.tape-body .row.inner').count()).toBe(0);
    await page.keyboard.press('j');
    while ((await page.locator('.tape-body .row.selected .twist.folded').count()) === 0) await page.keyboard.press('j');
    await page.keyboard.press('x');
    const prints = await page.locator('.tape-body .row.inner').count();
    expect(prints).toBeGreaterThan(1);
    expect(await page.locator('.tape-body .row.opened .c-order').innerText()).toContain(`${prints}×`);
    await page.close();
  }, STARTUP_MS);

  it('is worked by keys alone: filter, row, drawer, palette, help', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    await page.keyboard.press('/');
    await page.keyboard.type('right:call prem');
    await page.keyboard.press('Tab');
    await page.keyboard.type('100k');
    await page.keyboard.press('Enter');
    await eventually(() => { expect(new URL(page.url()).searchParams.get('f')).toBe('right:call premium>=100k'); });
    await page.waitForSelector('.tape-body .row');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.drawer .day-chart, .drawer .bars');
    await page.keyboard.press('Escape');
    expect(await page.locator('.drawer').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('whales');
    await page.keyboard.press('Enter');
    await eventually(() => { expect(new URL(page.url()).searchParams.get('f')).toBe('premium>=1M'); });
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').innerText()).toContain('Follow the row’s ticker');
    await page.close();
  }, STARTUP_MS);

  it('tells its user in another tab when one of their filters matches', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    await page.evaluate(() => {
      localStorage.setItem('tapewire.filters', JSON.stringify([{ name: 'All NVDA', filter: 'ticker:NVDA' }]));
      localStorage.setItem('tapewire.watched', JSON.stringify(['All NVDA']));
    });
    await page.reload();
    await page.waitForSelector('.tape-body .row');
    await eventually(async () => {
      print(20);
      expect(await page.locator('.alert.own').count()).toBeGreaterThan(0);
    });
    await page.locator('.alert.own').first().click();
    expect(await page.locator('.drawer h2').innerText()).toContain('NVDA');
    await page.close();
  }, STARTUP_MS);

  it('plays the day from a time on and comes back to the live tape', async () => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    await page.keyboard.press('p');
    await page.keyboard.type('09:30');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.replay-bar');
    await page.getByRole('button', { name: '60×' }).click();
    await eventually(async () => { expect(await page.locator('.tape-body .row').count()).toBeGreaterThan(5); });
    await page.getByRole('button', { name: 'Back to live' }).click();
    await eventually(async () => { expect(await page.locator('.replay-bar').count()).toBe(0); });
    await page.close();
  }, STARTUP_MS);

  it.each(['dark', 'light'])('has no serious accessibility issue and AA contrast in the %s theme', async (theme) => {
    const page = await harness.open();
    await page.waitForSelector('.tape-body .row');
    if (theme === 'light') await page.keyboard.press('d');
    await page.getByRole('button', { name: 'Controls' }).click();
    await page.locator('.tape-body .row .c-premium').nth(6).click();
    await page.waitForSelector('.drawer');
    // Handed to the evaluation itself: the page's policy forbids injected script elements.
    await page.evaluate(axeSource());
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
      const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] });
      return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`);
    });
    expect(found).toEqual([]);
    await page.close();
  }, STARTUP_MS);

  it('fits a phone without scrolling sideways', async () => {
    const page = await harness.open('/', { width: 390, height: 844 });
    await page.waitForSelector('.tape-body .row');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('button', { name: 'Alerts and flow' }).click();
    expect(await page.getByRole('tab', { name: 'Tickers' }).isVisible()).toBe(true);
    await page.close();
  }, STARTUP_MS);
});

const axeSource = (): string => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
