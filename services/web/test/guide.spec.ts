import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FakeGateway, sampleTrade } from '@tapewire/client/testing';
import { eventually, freePorts, quiet, REPO_ROOT, runCommand } from '@tapewire/testkit';
import type { Browser } from 'playwright-core';
import { PageServer } from '../server/page-server.ts';
import { openBrowser } from './browser.ts';
import { pageConfig } from './page-config.ts';

const FOLDER = join(REPO_ROOT, 'services', 'web', 'out-tsc', 'guide');

/** The browser's program of docs/sdk.md, bundled as a firm would bundle it. */
async function bundle(): Promise<string> {
  const [, program = ''] = readFileSync(join(REPO_ROOT, 'docs', 'sdk.md'), 'utf8').split('\n```js browser\n');
  mkdirSync(FOLDER, { recursive: true });
  const entry = join(FOLDER, 'browser.js');
  writeFileSync(entry, program.slice(0, program.indexOf('\n```')));
  const outDir = join(FOLDER, 'bundle');
  const config = join(FOLDER, 'vite.config.mjs');
  writeFileSync(config, `export default ${JSON.stringify({
    root: FOLDER, logLevel: 'error', publicDir: false, resolve: { conditions: ['@tapewire/source', 'module', 'browser', 'production'] },
    build: { outDir, emptyOutDir: true, lib: { entry, formats: ['es'], fileName: 'guide' } },
  })};`);
  // In a process of its own: Jest's sandbox has objects of another realm, which the bundler refuses.
  await runCommand(process.execPath, [join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js'), 'build', '--config', config], { what: 'bundling the program', report: quiet });
  return readFileSync(join(outDir, 'guide.js'), 'utf8');
}

describe('the browser program of the SDK guide', () => {
  let tape: FakeGateway;
  let browser: Browser;
  let server: PageServer | undefined;

  beforeAll(async () => {
    tape = await FakeGateway.start();
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server?.close();
    await tape.stop();
  });

  it('shows every row once through a cut', async () => {
    tape.print(sampleTrade(0, 0, { size: 1 }), sampleTrade(0, 1, { size: 2 }));
    const script = await bundle();
    const file = (type: string, body: string) => ({ type, body: Buffer.from(body), immutable: false });
    const [port = 0] = await freePorts(1);
    server = new PageServer(pageConfig({ port, gateways: [tape.url] }), new Map([
      ['/index.html', file('text/html', '<ol id="tape"></ol><script src="/gateways.js"></script><script type="module" src="/guide.js"></script>')],
      ['/gateways.js', file('text/javascript', `window.gateways = '${tape.url}';`)],
      ['/guide.js', file('text/javascript', script)],
    ]));
    await server.listen();
    const page = await browser.newPage();
    await page.goto(`http://localhost:${port}/`);
    const items = () => page.locator('#tape li').allInnerTexts();
    await eventually(async () => { expect(await items()).toEqual(['NVDA261218C00180000 2', 'NVDA261218C00180000 1']); });
    tape.cut();
    tape.print(sampleTrade(0, 2, { size: 3 }));
    await eventually(async () => { expect((await items())[0]).toBe('NVDA261218C00180000 3'); });
    expect(await items()).toHaveLength(3);
    expect(await page.title()).toBe('connected');
  }, 60_000);
});
