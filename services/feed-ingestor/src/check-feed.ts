/**
 * Looks at a generic feed as the ingestor would and says what it would take, refuse and miss:
 *
 *     npm run -s check-feed -- messages.ndjson      a file, or - for standard input
 *     npm run -s check-feed -- tcp://host:7000 30   a running feed handler, for 30 seconds (default 10)
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { FeedCheck, type FeedReport, tcpLinesTransport, webSocketTransport } from '@tapewire/feeds';

const PROBLEMS_SHOWN = 20;
const SECONDS = 10;
const [from, seconds] = process.argv.slice(2);

if (from === undefined) {
  process.stderr.write('usage: npm run -s check-feed -- <file | - | tcp://host:port | ws://host:port/path> [seconds]\n');
  process.exit(2);
}

const check = new FeedCheck();
if (/^(tcp|wss?):/.test(from)) await listen(new URL(from), Number(seconds ?? SECONDS));
else await read(from);
const report = check.report();
process.stdout.write(`${describe(report).join('\n')}\n`);
process.exit(report.problems.length > 0 || report.messages === 0 ? 1 : 0);

async function read(path: string): Promise<void> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim() !== '') check.message(line);
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
