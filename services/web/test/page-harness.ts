import { fileURLToPath } from 'node:url';
import { FakeGateway, type FakeGatewayOptions } from '@tapewire/client/testing';
import { compilePredicate, parseFilter } from '@tapewire/filter';
import { freePorts } from '@tapewire/testkit';
import type { Browser, Page } from 'playwright-core';
import { PageServer } from '../server/page-server.ts';
import { readStaticFiles } from '../server/static-files.ts';
import { openBrowser } from './browser.ts';
import { pageConfig } from './page-config.ts';

/** The built page. */
export const PAGE_FILES = fileURLToPath(new URL('../dist', import.meta.url));
const DESKTOP = { width: 1440, height: 900 };

/** The built page in a real browser, against gateways in memory. */
export class PageHarness {
  readonly gateways: readonly FakeGateway[];
  readonly url: string;
  readonly #browser: Browser;
  readonly #server: PageServer;
  readonly #errors: string[] = [];

  private constructor(gateways: readonly FakeGateway[], server: PageServer, url: string, browser: Browser) {
    this.gateways = gateways;
    this.#server = server;
    this.url = url;
    this.#browser = browser;
  }

  static async start(count = 1, options: FakeGatewayOptions = {}): Promise<PageHarness> {
    const gateways = await Promise.all(Array.from({ length: count }, () => FakeGateway.start({ matcher, ...options })));
    const [port = 0] = await freePorts(1);
    const server = new PageServer(pageConfig({ port, gateways: gateways.map(({ url }) => url) }), await readStaticFiles(PAGE_FILES));
    await server.listen();
    return new PageHarness(gateways, server, `http://localhost:${port}`, await openBrowser());
  }

  get gateway(): FakeGateway {
    const [first] = this.gateways;
    if (first === undefined) throw new Error('the harness has no gateway');
    return first;
  }

  /** Everything the browser complained about: exceptions, refused content, console errors. */
  get errors(): readonly string[] {
    return this.#errors;
  }

  async open(path = '/', viewport = DESKTOP): Promise<Page> {
    const context = await this.#browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => this.#errors.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') this.#errors.push(message.text()); });
    await page.goto(path.startsWith('/') ? `${this.url}${path}` : path);
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
    await Promise.all(this.gateways.map((gateway) => gateway.stop()));
  }
}

function matcher(filter: string | object): ReturnType<typeof compilePredicate> {
  const parsed = parseFilter(filter);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return compilePredicate(parsed.filter);
}
