/** `npm run bench`: the whole path on real parts: capacity at full speed, and latency at given rates. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine, machine } from '../measure/machine.ts';
import { table } from '../measure/markdown.ts';
import { measureLatency, type LatencyAt } from './latency-at.ts';
import { measureThroughput } from './throughput.ts';

const HELP = `npm run bench -- [options]
  --trades N       trades of the replay at full speed (default 300000)
  --rates A,B      rates for the latency, trades a second (default 100,1000,5000)
  --seconds S      seconds each rate is measured (default 30)
  --quick          60000 trades, 1000 trades/s for 15 s
  --report FILE    writes the figures as JSON`;

const { values } = parseArgs({
  options: {
    trades: { type: 'string' }, rates: { type: 'string' }, seconds: { type: 'string' },
    quick: { type: 'boolean', default: false }, report: { type: 'string' }, help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const report = (line: string): void => { console.error(line); };
const trades = Number(values.trades ?? (values.quick ? 60_000 : 300_000));
const rates = (values.rates ?? (values.quick ? '1000' : '100,1000,5000')).split(',').map(Number);
const seconds = Number(values.seconds ?? (values.quick ? 15 : 30));

console.log(`Measured on ${describeMachine(machine())}, which also runs Kafka, Redis and the client.\n`);
const throughput = await measureThroughput(trades, report);
console.log(`Replay of ${trades} trades at full speed, one client of the empty filter: ${throughput.tradesPerSecond} trades/s.\n`);
console.log(table(['process', 'CPU µs a trade', 'MiB'], Object.entries(throughput.cpuMicros).map(([label, micros]) => [label, micros, throughput.rssMiB[label] ?? 0])));
const latencies: LatencyAt[] = [];
for (const rate of rates) latencies.push(await measureLatency(rate, seconds, report));
console.log(`\nMilliseconds from \`recvTs\` to the client:\n`);
console.log(table(['trades/s', 'arrived/s', 'p50', 'p90', 'p99', 'p99.9', 'max'],
  latencies.map(({ rate, arrived, latency: l }) => [rate, arrived, ...[l.p50, l.p90, l.p99, l.p999, l.max].map((ms) => ms.toFixed(1))])));
if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify({ machine: machine(), throughput, latencies }, null, 2)}\n`);
