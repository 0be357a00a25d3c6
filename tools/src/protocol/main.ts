/** Tests any running gateway against docs/protocol/v1.md: `npm run test:protocol -- --url http://… --token …`, or `--self`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devToken, reportToStderr, startStack } from '@tapewire/testkit';
import { runTarget } from '../build.ts';
import { helpText, parseOptions, UsageError } from '../options.ts';
import type { Target } from './checks.ts';
import { type Outcome, runSuite } from './suite.ts';

const OPTIONS = {
  url: { value: 'URL', doc: 'the gateway, e.g. http://localhost:8081' },
  token: { value: 'JWT', doc: 'an access token that it accepts' },
  self: { doc: 'start a demo gateway with everything behind it and test that' },
};
const USAGE = 'usage: npm run test:protocol -- --url URL --token JWT | --self';
const SERVICES = ['feed-ingestor', 'normalizer', 'redis-indexer', 'gateway'].map((name) => `@tapewire/${name}`);
const DEMO_FEED = { FEED: 'demo', FEED_RATE: '200', FEED_SEED: '7' };

const SIGNS: Readonly<Record<Outcome['result'], string>> = { passed: 'ok     ', failed: 'FAILED ', skipped: 'skipped' };

async function test(target: Target): Promise<boolean> {
  const outcomes = await runSuite(target, ({ id, title, result, reason }) => {
    console.log(`${SIGNS[result]} ${id} ${title}${reason === undefined ? '' : `: ${reason}`}`);
  });
  const count = (result: Outcome['result']): number => outcomes.filter((outcome) => outcome.result === result).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
  return count('failed') === 0;
}

/** Real processes of all services with the demo market, for as long as the test takes. */
async function testOwn(): Promise<boolean> {
  await runTarget('build', 'building the services', reportToStderr, SERVICES);
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-protocol-'));
  const stack = await startStack({
    dir, feed: DEMO_FEED,
    ...(process.env['KAFKA_BROKERS'] === undefined ? {} : { kafka: process.env['KAFKA_BROKERS'] }),
    ...(process.env['REDIS_URL'] === undefined ? {} : { redis: process.env['REDIS_URL'] }),
    prefix: `protocol${process.pid}`,
  });
  try {
    await stack.ready();
    return await test({ url: stack.gatewayUrls[0] ?? '', token: await devToken({ user: 'protocol', plan: 'realtime' }) });
  } finally {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

try {
  const { help, values: { url, token, self } } = parseOptions(OPTIONS, process.argv.slice(2));
  if (help) console.log(helpText(USAGE, OPTIONS));
  else if (self !== undefined) process.exitCode = (await testOwn()) ? 0 : 1;
  else if (url !== undefined && token !== undefined) process.exitCode = (await test({ url, token })) ? 0 : 1;
  else throw new UsageError(USAGE);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
