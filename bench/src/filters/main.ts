/** `npm run bench:filters`: the cost of finding the filters a trade passes, beside a scan and beside one query per filter and tick. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine, machine } from '../measure/machine.ts';
import { table } from '../measure/markdown.ts';
import { drawFilters } from './drawn-filters.ts';
import { drawRows } from './drawn-trades.ts';
import { measureMatching, type Matching, type Spread } from './in-process.ts';
import { QueryDesign, type Tick } from './query-design.ts';

const HELP = `npm run bench:filters -- [options]
  --filters A,B    counts of distinct filters (default 1,100,1000,10000,100000)
  --trades N       trades that are matched (default 20000)
  --rate N         trades a second, for the query design (default 1000)
  --tape N         trades that Redis already holds (default 50000)
  --seed N         of trades and filters (default 1)
  --no-queries     leaves the query design out, and with it Redis
  --report FILE    writes the figures as JSON`;

const { values } = parseArgs({
  options: {
    filters: { type: 'string', default: '1,100,1000,10000,100000' }, trades: { type: 'string', default: '20000' }, rate: { type: 'string', default: '1000' },
    tape: { type: 'string', default: '50000' }, seed: { type: 'string', default: '1' }, 'no-queries': { type: 'boolean', default: false },
    report: { type: 'string' }, help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** Ticks a second of the query design. */
const TICK_RATES = [10, 1];
/** Queries that one measurement of the query design may take. */
const QUERIES_MAX = 10_000;

const counts = values.filters.split(',').map(Number);
const rate = Number(values.rate);
const seed = Number(values.seed);
const rows = drawRows(Number(values.trades), seed);
const spare = 1000;
const drawn = drawFilters(Math.max(...counts) + spare, seed);

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const spread = ({ mean, p99 }: Spread): string => `${figure(mean)} / ${figure(p99)}`;

console.log(`Measured on ${describeMachine(machine())}. ${rows.length} trades, seed ${seed}.\n`);
const matchings: Matching[] = [];
for (const count of counts) {
  const trades = count > 10_000 ? rows.slice(0, 5000) : rows;
  matchings.push(measureMatching(trades, drawn.slice(0, count), drawn.slice(-spare)));
}
console.log(table(
  ['distinct filters', 'index, CPU µs a trade', 'scan, CPU µs a trade', 'matches a trade', 'add, CPU µs mean / p99', 'remove, CPU µs mean / p99', 'MiB'],
  matchings.map((one) => [one.filters, figure(one.index), figure(one.scan), figure(one.matchesPerTrade), spread(one.add), spread(one.remove), figure(one.mebibytes)]),
));

const ticks: (Tick & { readonly hertz: number })[] = [];
if (!values['no-queries']) {
  console.error(`Writing ${values.tape} trades to Redis …`);
  const design = await QueryDesign.start(drawRows(Number(values.tape), seed + 1));
  for (const hertz of TICK_RATES) {
    for (const count of counts) {
      const filters = drawn.slice(0, count);
      const repeats = Math.max(1, Math.min(20, Math.floor(QUERIES_MAX / count)));
      ticks.push({ hertz, ...(await design.measure(filters, rows.slice(0, Math.round(rate / hertz)), repeats)) });
    }
  }
  await design.stop();
  console.log(`\nOne Redis Search query per distinct filter and tick, at ${rate} trades/s, over a tape of ${values.tape} trades; CPU of the queries alone:\n`);
  console.log(table(
    ['ticks a second', 'distinct filters', 'Redis, CPU µs a trade', 'client, CPU µs a trade', 'CPU µs a query', 'cores', 'times the index'],
    ticks.map(({ hertz, filters, redis, client, perQuery }) => {
      const index = matchings.find((one) => one.filters === filters)?.index ?? Number.NaN;
      return [hertz, filters, figure(redis), figure(client), figure(perQuery), figure(((redis + client) * rate) / 1e6), figure((redis + client) / index)];
    }),
  ));
}
if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify({ machine: machine(), rate, matchings, ticks }, null, 2)}\n`);
