/** Creates the topics of an installation and checks them: `npm run topics`, or `dist/topics.js` in the ingestor's image. */
import { loadConfig } from '@tapewire/config';
import { names as namesOf, TapewireError } from '@tapewire/contracts';
import { KafkaAdmin, keepTrying } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';
import { schema, topicsSchema } from './config.ts';
import { topicOptions } from './topic-options.ts';

const USAGE = `Creates the topics of the installation that TAPEWIRE_PREFIX names, on KAFKA_BROKERS, and checks all of them:
the same number of partitions, replication, min.insync.replicas, retention. Topics that exist are never changed.

usage: topics [--check | --grow]
  --check   creates nothing
  --grow    adds partitions to topics that have fewer than TAPEWIRE_PARTITIONS; read docs/runbooks/adding-partitions.md first
`;
const DAY_MS = 86_400_000;

async function main(args: readonly string[]): Promise<number> {
  const [mode, ...rest] = args;
  if (rest.length > 0 || (mode !== undefined && mode !== '--check' && mode !== '--grow')) {
    process.stdout.write(USAGE);
    return mode === '--help' ? 0 : 2;
  }
  const config = loadConfig(topicsSchema, process.env, { alongside: [schema] });
  const names = namesOf(config.prefix);
  const logger = createLogger('topics', 'warn', process.stderr);
  const admin = await keepTrying('connecting to Kafka', () => KafkaAdmin.connect({ ...config.kafka, clientId: 'topics' }, logger), logger);
  try {
    if (mode !== '--check') await admin.ensureTopics(names, topicOptions(config));
    if (mode === '--grow') await admin.growTopics(names, config.partitions);
    const problems = await findProblems(admin, config.partitions, names, config.keepDays * DAY_MS);
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    if (problems.length > 0) return 1;
    process.stdout.write(`${Object.values(names.topics).join(', ')}: ${config.partitions} partitions each, settings as they must be\n`);
    return 0;
  } finally {
    await admin.close();
  }
}

/** Each as `<topic>: <setting>: expected …, was …`. */
async function findProblems(admin: KafkaAdmin, partitions: number, names: ReturnType<typeof namesOf>, retentionMs: number): Promise<string[]> {
  const counts = await Promise.all(Object.values(names.topics).map(async (topic) => [topic, await admin.partitionCount(topic)] as const));
  const wrong = counts.filter(([, count]) => count !== partitions);
  if (wrong.length > 0) return wrong.map(([topic, count]) => `${topic}: partitions: expected ${partitions}, was ${count ?? 'no such topic'}`);
  return admin.topicProblems(names, { retentionMs });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TapewireError && error.code === 'CONFIG_INVALID' ? 2 : 1;
}
