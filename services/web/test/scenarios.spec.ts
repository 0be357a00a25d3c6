import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirmFeed } from '@tapewire/feeds/testing';
import { DEV_SECRET, eventually, freePorts, localKafka, localRedis, quiet, type Stack, startStack, testPrefix } from '@tapewire/testkit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PageServer } from '../server/page-server.ts';
import { readStaticFiles } from '../server/static-files.ts';
import { openBrowser } from './browser.ts';
import { contract, morning, print, TEN_42 } from './firm-market.ts';
import { publishRules } from './firm-rules.ts';
import { pageConfig } from './page-config.ts';
import { PAGE_FILES } from './page-harness.ts';

const START_MS = 180_000;
const SCENARIO_MS = 60_000;
const PARTITIONS = 4;
const PATIENT = { timeoutMs: 30_000, everyMs: 100 };

/**
 * Against the real services, on a feed whose prints are scripted: these scenarios need one certain print at a certain moment (the
 * third print of a sweep that makes a million, a correction, fifty prints while the gateway is dead) and say exactly what must be
 * seen of it. `demo-day.spec.ts` walks through the demo market, whose prints nobody chose.
 */
describe('a trader’s day on the real services', () => {
  let feed: FirmFeed;
  let stack: Stack;
  let browser: Browser;
  let context: BrowserContext;
  const prefix = testPrefix();
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapewire-scenarios-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    feed = await FirmFeed.start();
    ends.push(() => feed.stop());
    feed.trade(...morning());
    stack = await startStack({
      dir: folder, kafka: await localKafka(), redis: await localRedis(), prefix, partitions: PARTITIONS, gateways: 2, web: true, report: quiet,
      feed: { FEED: 'generic', FEED_URL: feed.url, FEED_LINE: 'firm' },
      gatewayEnv: [{ ALLOWED_ORIGINS: '*' }, { ALLOWED_ORIGINS: '*' }],
    });
    ends.push(() => stack.stop());
    await stack.ready(90_000);
    browser = await openBrowser();
    ends.push(() => browser.close());
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
  }, START_MS);
  afterAll(async () => { for (const end of ends.reverse()) await end(); }, START_MS);

  const open = async (filter = ''): Promise<Page> => {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${stack.webUrl}/${filter === '' ? '' : `?f=${encodeURIComponent(filter)}`}`);
    return page;
  };
  const rows = (page: Page) => page.locator('.tape-body .row:not(.inner)');
  /** Texts of a column from the top: rows' elements are used again, so their order in the document says nothing. */
  const cells = (page: Page, column: string) => page.locator('.tape-body .row').evaluateAll((elements, name) =>
    elements.sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex'))).map((row) => row.querySelector(`.c-${name}`)?.textContent ?? ''), column);

  it('finds every sweep above a million in NVDA under 30 days and shares it as a link', async () => {
    const page = await open();
    await rows(page).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ticker:NVDA flag:sweep order.premium>=1M dte<30');
    await page.keyboard.press('Enter');
    // Of the order's three prints, the third brings it above a million: 800 × 5.00 × 100 each.
    await eventually(async () => { expect(await cells(page, 'ticker')).toEqual(['NVDA']); }, PATIENT);
    expect(await cells(page, 'premium')).toEqual(['1.20M']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
    await eventually(async () => { expect(await page.locator('.message').innerText()).toContain('Copied the link'); });
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const colleague = await (await browser.newContext()).newPage();
    await colleague.goto(link);
    await eventually(async () => { expect(await cells(colleague, 'premium')).toEqual(['1.20M']); }, PATIENT);
    await colleague.close();
    await page.close();
  }, SCENARIO_MS);

  it('notices in another tab that one of their own filters has matched', async () => {
    const page = await open('premium>=1M');
    await page.addInitScript(() => { Object.defineProperty(document, 'hidden', { get: () => sessionStorage.getItem('hidden') === 'yes' }); });
    await page.reload();
    await page.getByRole('button', { name: 'Presets' }).click();
    await page.getByRole('textbox', { name: 'Name of the filter' }).fill('Whales of mine');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Alert me' }).click();
    await page.keyboard.press('Escape');
    await page.evaluate(() => { sessionStorage.setItem('hidden', 'yes'); });
    expect(await page.title()).toBe('Tapewire');
    await eventually(async () => {
      feed.trade(print(contract('META', '261218', 'P', 700), { size: 4000, ts: TEN_42 + 60_000, price: 4.9 }));
      expect(await page.title()).toMatch(/^\(\d+\) Tapewire$/);
    }, { ...PATIENT, everyMs: 1000 });
    const alert = page.locator('.alert.own').first();
    expect(await alert.innerText()).toContain('Whales of mine');
    await alert.click();
    expect(await page.locator('.drawer h2').innerText()).toContain('META');
    await page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
    await page.close();
  }, SCENARIO_MS);

  it('sees an alert of the firm’s rules the moment it fires and opens its trade', async () => {
    await publishRules(stack.kafka, prefix, PARTITIONS, [{ id: 'msft-whale', when: 'ticker:MSFT premium>=1M', severity: 'critical' }]);
    const page = await open('ticker:MSFT');
    await page.locator('.empty').waitFor();
    feed.trade(print(contract('MSFT', '261218', 'C', 520), { size: 5000, ts: TEN_42 + 70_000 }));
    const alert = page.locator('.alert.critical');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/msft-whale[^]*MSFT[^]*2\.50M/);
    await alert.click();
    expect(await page.locator('.drawer h2').innerText()).toContain('MSFT');
    await page.close();
  }, SCENARIO_MS);

  it('follows one contract from a row, by a key', async () => {
    const page = await open('ticker:AMD');
    await rows(page).first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await eventually(() => { expect(new URL(page.url()).searchParams.get('f')).toMatch(/^contract:AMD261218[CP]00230000$/); });
    const right = /[CP](?=\d{8}$)/.exec(page.url())?.[0] ?? '';
    await eventually(async () => { expect(new Set(await cells(page, 'right'))).toEqual(new Set([right])); }, PATIENT);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The contract’s day' }).waitFor();
    await eventually(async () => { expect(await page.locator('.drawer .bars').innerText()).toContain('210'); }, PATIENT);
    await page.close();
  }, SCENARIO_MS);

  it('goes to 10:42 and plays the day from there', async () => {
    const page = await open('ticker:AMD');
    await rows(page).first().waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('10:42');
    await page.keyboard.press('Enter');
    await page.locator('.replay-bar').waitFor();
    await page.getByRole('button', { name: '20×' }).click();
    await eventually(async () => { expect((await cells(page, 'time')).at(-1)).toContain('10:42:00'); }, PATIENT);
    await eventually(async () => { expect(await page.locator('.replay-bar b').innerText()).toMatch(/10:42:1\d/); }, PATIENT);
    await page.getByRole('button', { name: 'Back to live' }).click();
    await eventually(async () => { expect((await cells(page, 'time'))[0]).toContain('10:42:19'); }, PATIENT);
    await page.close();
  }, SCENARIO_MS);

  it('opens an order: its prints on their exchanges, and the legs of a spread', async () => {
    const page = await open('ticker:NVDA flag:sweep order.premium>=1M');
    await rows(page).first().click();
    await eventually(async () => { expect(await page.locator('.drawer table tbody tr td:nth-child(2)').allInnerTexts()).toEqual(['C', 'X', 'N']); }, PATIENT);
    expect(await page.locator('.drawer').innerText()).toContain('3 prints on 3 exchanges');
    await page.goto(`${stack.webUrl}/?f=ticker:AAPL`);
    await rows(page).first().click();
    await eventually(async () => {
      const legs = (await page.locator('.drawer .legs li').allInnerTexts()).map((leg) => leg.split(/\s+/)[0]);
      expect(legs.sort()).toEqual(['270', '280']);
    }, PATIENT);
    expect(await page.locator('.drawer').innerText()).toContain('vertical');
    await page.close();
  }, SCENARIO_MS);

  it('strikes a cancelled and a corrected print through and shows what it was corrected to', async () => {
    const busted = print(contract('COIN', '261218', 'C', 300), { size: 77, ts: TEN_42 + 90_000 });
    const wrong = print(contract('COIN', '261218', 'P', 300), { size: 50, ts: TEN_42 + 91_000 });
    const page = await open('ticker:COIN');
    await page.locator('.empty').waitFor();
    feed.trade(busted, wrong);
    await eventually(async () => { expect(await rows(page).count()).toBe(2); }, PATIENT);
    feed.cancel(busted);
    feed.correct(wrong, { ...wrong, size: 40, price: 4.95 });
    await eventually(async () => { expect(await page.locator('.tape-body .row.replaced').count()).toBe(2); }, PATIENT);
    expect((await page.locator('.row.replaced .c-size').allInnerTexts()).sort()).toEqual(['50', '77']);
    expect(await page.locator('.row.replaced .c-size').first().evaluate((cell) => getComputedStyle(cell).textDecorationLine)).toBe('line-through');
    const corrected = page.locator('.tape-body .row', { has: page.locator('.chip:text-is("CORR")') });
    expect([await corrected.locator('.c-size').innerText(), await corrected.locator('.c-price').innerText()]).toEqual(['40', '4.95']);
    expect(await page.locator('.chip:text-is("CANCEL")').count()).toBe(1);
    await corrected.click();
    await eventually(async () => { expect(await page.locator('.drawer').innerText()).toContain('40 at 4.95'); }, PATIENT);
    await page.close();
  }, SCENARIO_MS);

  it('exports what the tape holds as CSV', async () => {
    const page = await open('ticker:AMD right:put');
    await eventually(async () => { expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('21'); }, PATIENT);
    const download = page.waitForEvent('download');
    await page.keyboard.press('e');
    const csv = await readFile(await (await download).path(), 'utf8');
    const [header = '', ...lines] = csv.trim().split('\n');
    const at = header.split(',').indexOf('size');
    expect(lines.map((line) => Number(line.split(',')[at]))).toEqual(Array.from({ length: 20 }, (_, i) => 20 - i));
    await page.close();
  }, SCENARIO_MS);

  it('marks a delayed plan on every screen and shows nothing younger', async () => {
    const [port = 0] = await freePorts(1);
    const server = new PageServer(pageConfig({ port, gateways: stack.gatewayUrls, demoSecret: DEV_SECRET, demoPlan: 'delayed' }), await readStaticFiles(PAGE_FILES));
    await server.listen();
    for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
      const page = await browser.newPage({ viewport });
      await page.goto(`http://localhost:${port}/`);
      await eventually(async () => { expect(await page.locator('.line-state').innerText()).toBe('delayed 15m 00s'); }, PATIENT);
      await eventually(async () => { expect(await page.locator('.empty').innerText()).toContain('Your plan shows trades 15m 00s late'); }, PATIENT);
      expect(await rows(page).count()).toBe(0);
      await page.close();
    }
    await server.close();
  }, SCENARIO_MS);

  it('recovers the tape when its gateway is killed, and says how many rows', async () => {
    const page = await open('ticker:AMD');
    await rows(page).first().waitFor();
    await page.getByRole('tab', { name: 'Feed' }).click();
    const url = await page.locator('dt:text-is("Gateway") + dd').innerText();
    await page.mouse.move(400, 400);
    await page.mouse.wheel(0, 200);
    await stack.gateways[stack.gatewayUrls.indexOf(url)]?.kill();
    feed.trade(...Array.from({ length: 50 }, (_, i) => print(contract('AMD', '261218', 'C', 240), { size: 100 + i, ts: TEN_42 + 100_000 + i })));
    await eventually(async () => { expect(await page.locator('.message.good').innerText()).toContain('rows recovered, none lost'); }, PATIENT);
    expect(await page.locator('.line-state').innerText()).toBe('live');
    const download = page.waitForEvent('download');
    await eventually(async () => { expect(await page.locator('.pill').innerText()).toContain('50 new'); }, PATIENT);
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    const csv = await readFile(await (await download).path(), 'utf8');
    const at = csv.split('\n')[0]?.split(',').indexOf('size') ?? -1;
    expect(csv.trim().split('\n').slice(1, 51).map((line) => Number(line.split(',')[at]))).toEqual(Array.from({ length: 50 }, (_, i) => 149 - i));
    await page.close();
  }, SCENARIO_MS);
});
