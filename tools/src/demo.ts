import { MissingPrerequisite, startStack, type Stack, type StackOptions } from '@tapewire/testkit';
import { runTarget } from './build.ts';
import { DEMO_OPTIONS, demoSettings, type DemoSettings } from './demo-options.ts';
import { demoPorts } from './demo-ports.ts';
import { claimState, ownPrefix, recordParts, releaseState, startFresh, STATE_DIR } from './demo-state.ts';
import { helpText, UsageError } from './options.ts';

const SERVICES = ['feed-ingestor', 'normalizer', 'redis-indexer', 'gateway', 'web'].map((name) => `@tapewire/${name}`);
const USAGE = `usage: npm run demo -- [options]

Runs all of Tapewire on this machine: Kafka, Redis, every service in a process of its own, and the page.
KAFKA_BROKERS and REDIS_URL use a Kafka and a Redis with Search that run already.`;
const READY_MS = 180_000;
const WATCH_MS = 1000;
const STOP_MS = 9500;

const say = (line: string): void => {
  console.log(line);
};

async function run(settings: DemoSettings): Promise<void> {
  const stopped = stopRequested();
  await claimState(say);
  const ports = await demoPorts(settings);
  await runTarget('build', 'building', say, SERVICES);
  if (!settings.keep) await startFresh();
  say('starting Kafka, Redis and the services');
  const stack = await startStack({
    dir: STATE_DIR,
    partitions: settings.partitions,
    gateways: settings.gateways,
    feed: settings.feed,
    web: true,
    restart: true,
    ports,
    report: say,
    ...(await fromEnv()),
  });
  const watch = setInterval(() => void recordParts(partsOf(stack)), WATCH_MS);
  try {
    await recordParts(partsOf(stack));
    for (const line of placesOf(stack)) say(line);
    const first = await Promise.race([stack.ready(READY_MS).then(() => 'ready' as const), stopped]);
    if (first === 'ready') {
      say(`Tapewire is ready: ${stack.webUrl}`);
      await stopped;
    }
    say('stopping');
  } finally {
    clearInterval(watch);
    await stack.stop();
    await releaseState();
  }
}

/** A Kafka or Redis that runs already; others may use it too, so this demo's names get a prefix of their own. */
async function fromEnv(): Promise<Pick<StackOptions, 'kafka' | 'redis' | 'prefix'>> {
  const { KAFKA_BROKERS: kafka, REDIS_URL: redis } = process.env;
  if (kafka === undefined && redis === undefined) return {};
  return { prefix: await ownPrefix(), ...(kafka === undefined ? {} : { kafka }), ...(redis === undefined ? {} : { redis }) };
}

function partsOf(stack: Stack): number[] {
  const pids = [...stack.services.map((service) => service.pid), ...(stack.localKafka?.nodes ?? []).map((node) => node.pid), stack.localRedis?.pid];
  return pids.filter((pid) => pid !== undefined);
}

function placesOf(stack: Stack): string[] {
  const rows: [string, string][] = [
    ['page', stack.webUrl],
    ...stack.gatewayUrls.map((url, i): [string, string] => [`gateway ${i + 1}`, url]),
    ['Kafka', stack.kafka],
    ['Redis', stack.redis],
    ...stack.services.map((service): [string, string] => [`${service.label} metrics`, `${service.management}/metrics (health: /health/ready)`]),
    ['logs', `${STATE_DIR}/logs`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, place]) => `  ${name.padEnd(width)}  ${place}`);
}

/**
 * Resolves with the first signal that asks us to end, or when the process that started us has gone. A terminal sends a
 * signal to npm and to us, so it may come twice.
 */
function stopRequested(): Promise<'stop'> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve('stop');
      // Whatever hangs in stopping is ended by force when this process goes.
      setTimeout(() => process.exit(1), STOP_MS).unref();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) stop();
    }, WATCH_MS).unref();
  });
}

try {
  const settings = demoSettings(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (settings === undefined) console.log(helpText(USAGE, DEMO_OPTIONS));
  else await run(settings);
} catch (error) {
  if (error instanceof UsageError || error instanceof MissingPrerequisite) console.error(error.message);
  else console.error(error instanceof Error ? `The demo did not start: ${error.message}` : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
