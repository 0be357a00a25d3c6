/** `npm run docs:screenshots -- [page] [folder]`: the pictures of the README, taken from a running demo. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';

const [url = 'http://localhost:8080', folder = 'docs/screenshots'] = process.argv.slice(2);
const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true };
/** Filters of a user who has worked with the page for a while. */
const OWN = [{ name: 'Whales', filter: 'premium>=1M' }, { name: 'Semis, opening', filter: 'ticker:NVDA,AMD,AVGO,MU flag:opening premium>=50k' }, { name: 'Index hedges', filter: 'ticker:SPX,SPY,QQQ right:put side:ask,aboveAsk premium>=250k' }];

const browser = await openBrowser();

async function picture(name: string, filter: string, options: BrowserContextOptions, set: (page: Page) => Promise<unknown>): Promise<void> {
  const context = await browser.newContext(options);
  await context.addInitScript((own) => {
    localStorage.setItem('tapewire.filters', JSON.stringify(own));
    localStorage.setItem('tapewire.watched', JSON.stringify(own.map((one) => one.name)));
  }, OWN);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${url}/${filter === '' ? '' : `?f=${encodeURIComponent(filter)}`}`);
  await page.waitForSelector('.tape-body .row');
  await set(page);
  // Charts and new rows settle.
  await pause(2500);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stdout.write(`${name}.png\n`);
  await context.close();
}

const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click();

try {
  await picture('terminal', '', DESKTOP, (page) => tab(page, 'Flow'));
  await picture('filters', '', DESKTOP, async (page) => {
    await page.getByRole('button', { name: 'Controls' }).click();
    await page.getByRole('combobox', { name: 'Filter' }).fill('right:call premium>=25k side:ask,aboveAsk dte<=30');
    await page.keyboard.press('Enter');
    await pause(1500);
    await page.keyboard.press('End');
    await page.keyboard.type(' flag:');
  });
  await picture('alerts', 'premium>=50k', DESKTOP, (page) => pause(20_000).then(() => tab(page, 'Alerts')));
  await picture('flow', 'ticker:NVDA', DESKTOP, async (page) => {
    await page.keyboard.press('j');
    await page.keyboard.press('t');
    await tab(page, 'Flow');
    await page.keyboard.press('g');
  });
  await picture('order', 'flag:sweep premium>=2k', DESKTOP, async (page) => {
    await page.locator('.tape-body .row .twist.folded').first().click();
    await page.locator('.tape-body .row.opened .c-ticker + .c-strike').first().click();
    await page.waitForSelector('.drawer table');
  });
  await picture('phone', 'premium>=5k', PHONE, () => pause(0));
} finally {
  await browser.close();
}
