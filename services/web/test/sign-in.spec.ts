import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FakeGateway } from '@tapewire/client/testing';
import { eventually, freePorts } from '@tapewire/testkit';
import type { Browser } from 'playwright-core';
import { PageServer } from '../server/page-server.ts';
import { readStaticFiles } from '../server/static-files.ts';
import { openBrowser } from './browser.ts';
import { CLIENT_ID, IdentityProvider, RESOURCE } from './identity-provider.ts';
import { pageConfig } from './page-config.ts';
import { PAGE_FILES } from './page-harness.ts';
import { RandomTrades } from './random-trades.ts';

const STARTUP_MS = 60_000;
const TOKEN_LIFE_S = 8;

describe('signing in at the firm’s identity provider', () => {
  let provider: IdentityProvider;
  let gateway: FakeGateway;
  let server: PageServer;
  let browser: Browser;
  let url: string;
  const admitted: string[] = [];

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    url = `http://localhost:${port}`;
    // It says at length that its keys and forms are not for production.
    for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockImplementation(() => undefined);
    provider = await IdentityProvider.start(url, TOKEN_LIFE_S);
    gateway = await FakeGateway.start({
      admit: (token) => provider.verify(token).then(({ sub }) => { admitted.push(sub); return undefined; }, () => ({ code: 'unauthorized', message: 'not a token of the provider' })),
    });
    const trades = new RandomTrades(2);
    gateway.print(...Array.from({ length: 50 }, () => trades.next()));
    server = new PageServer(pageConfig({ port, gateways: [gateway.url], demoSecret: undefined, oidc: { issuer: provider.issuer, clientId: CLIENT_ID, scope: 'openid offline_access', resource: RESOURCE } }), await readStaticFiles(PAGE_FILES));
    await server.listen();
    browser = await openBrowser();
  }, STARTUP_MS);
  afterAll(async () => {
    await browser.close();
    await server.close();
    await gateway.stop();
    await provider.stop();
    jest.restoreAllMocks();
  });

  it('opens the view that was linked, renews the token on the live socket, and signs out', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => { if (message.type() === 'error' && message.location().url.startsWith(url)) complaints.push(message.text()); });
    page.setDefaultTimeout(15_000);
    await page.goto(`${url}/?f=premium%3E%3D1k`);
    await page.locator('input[name=login]').fill('trader-7');
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.locator('button[type=submit]').click();
    await page.waitForSelector('.tape-body .row');
    expect(new URL(page.url()).search).toBe('?f=premium%3E%3D1k');
    expect(admitted).toEqual(['trader-7']);
    await eventually(() => { expect(gateway.renewals).toBeGreaterThan(0); }, { timeoutMs: 30_000 });
    expect(gateway.sockets).toBe(1);
    // A reload needs no second sign-in.
    await page.reload();
    await page.waitForSelector('.tape-body .row');
    expect(complaints).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('sign out');
    await page.keyboard.press('Enter');
    await page.waitForURL((at) => at.origin === provider.issuer);
    await page.close();
  }, STARTUP_MS);

  it('says why when the provider refuses', async () => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.locator('input[name=login]').waitFor();
    await page.locator('a[href$="/abort"]').click();
    expect(await page.getByRole('alert').innerText()).toContain('The page could not be opened');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('input[name=login]').waitFor();
    await page.close();
  }, STARTUP_MS);
});
