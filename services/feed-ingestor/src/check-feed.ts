/**
 * Looks at a generic feed as the ingestor would and says what it would take, refuse and miss:
 *
 *     npm run -s check-feed -- messages.ndjson             a file, or - for standard input
 *     npm run -s check-feed -- messages.ndjson --topic     as they would stand in a Kafka topic, without seq
 *     npm run -s check-feed -- tcp://host:7000 30          a running feed handler, for 30 seconds (default 10)
 *     npm run -s check-feed -- kafka://host:9092/topic     the last messages of a topic
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { FeedCheck, type FeedReport, tcpLinesTransport, webSocketTransport } from '@tapewire/feeds';
import { KafkaAdmin } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';
import { topicAddress } from './feed/choose-topic.ts';

const PROBLEMS_SHOWN = 20;
const SECONDS = 10;
const PARTITION_MESSAGES = 1000;
const options = process.argv.slice(2);
const [from, seconds] = options.filter((option) => !option.startsWith('--'));

if (from === undefined) {
  process.stderr.write('usage: npm run -s check-feed -- <file | - | tcp://host:port | ws://host:port/path | kafka://host:port/topic> [seconds] [--topic]\n');
  process.exit(2);
}

const isKafka = from.startsWith('kafka:');
const check = new FeedCheck({ isTopic: isKafka || options.includes('--topic') });
try {
  if (isKafka) await readTopic(from);
  else if (/^(tcp|wss?):/.test(from)) await listen(new URL(from), Number(seconds ?? SECONDS));
  else await read(from);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
const report = check.report();
process.stdout.write(`${describe(report).join('\n')}\n`);
process.exit(report.problems.length > 0 || report.messages === 0 ? 1 : 0);

async function read(path: string): Promise<void> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim() !== '') check.message(line);
}

async function readTopic(address: string): Promise<void> {
  const { brokers, topic } = topicAddress(address);
  const admin = await KafkaAdmin.connect({ brokers }, createLogger('check-feed', 'silent'));
  try {
    const partitions = (await admin.partitionCount(topic)) ?? 0;
    if (partitions === 0) process.stderr.write(`${topic}: no such topic at ${brokers.join(', ')}\n`);
    for (let p = 0; p < partitions; p++) {
      for (const { value } of await admin.readTail(topic, p, PARTITION_MESSAGES)) if (value !== null) check.message(value.toString());
    }
  } finally {
    await admin.close();
  }
}

async function listen(url: URL, forSeconds: number): Promise<void> {
  const transport = url.protocol === 'tcp:' ? tcpLinesTransport(url.hostname, Number(url.port)) : webSocketTransport(url.href);
  const connection = transport({
    onOpen: () => { connection.send(JSON.stringify({ type: 'resume', after: null })); },
    onFrame: (frame) => { for (const line of frame.toString().split('\n')) if (line.trim() !== '') check.message(line); },
    onClose: (reason) => { process.stderr.write(`${url.href}: ${reason}\n`); },
  });
  await delay(forSeconds * 1000);
  connection.close();
}

function describe({ messages, byKind, problems, gaps, backInTime, underlyings }: FeedReport): string[] {
  const kinds = Object.entries(byKind).map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    `${messages} messages: ${kinds === '' ? 'none that can be taken' : kinds}; ${underlyings} underlyings`,
    ...problems.slice(0, PROBLEMS_SHOWN).map(({ line, reason, value }) => `message ${line}: ${reason}\n    ${value.slice(0, 200)}`),
    ...(problems.length > PROBLEMS_SHOWN ? [`… and ${problems.length - PROBLEMS_SHOWN} more`] : []),
    ...gaps.slice(0, PROBLEMS_SHOWN),
    ...(backInTime > 0 ? [`${backInTime} messages go back in time; quotes must not`] : []),
    problems.length === 0 ? 'nothing would be refused' : `${problems.length} would be refused`,
  ];
}
