/** `npm run bench:enrich`: what decoding and enriching a trade costs, how much one normalizer does, and what its state takes. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine, machine } from '../measure/machine.ts';
import { table } from '../measure/markdown.ts';
import { demoRecords } from './demo-records.ts';
import { measureInProcess } from './in-process.ts';
import { measureMemory } from './memory.ts';
import { measureNormalizer } from './normalizer-rate.ts';

const HELP = `npm run bench:enrich -- [options]
  --trades N       trades of the demo market (default 200000)
  --contracts N    contracts with quotes in memory (default 1500000)
  --report FILE    writes the figures as JSON`;

const { values } = parseArgs({
  options: { trades: { type: 'string' }, contracts: { type: 'string' }, report: { type: 'string' }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

console.log(`Measured on ${describeMachine(machine())}. Demo market with the default rules.\n`);
const memory = await measureMemory(Number(values.contracts ?? 1_500_000));
const records = await demoRecords(Number(values.trades ?? 200_000));
const inProcess = measureInProcess(records);
const normalizer = await measureNormalizer(records, (line) => { console.error(line); });
console.log(table(['figure', 'value'], [
  ['decode, µs of one core a trade', inProcess.decode.toFixed(1)],
  [`enrich (orders, labels, Greeks, flow, rules), µs a trade with ${inProcess.othersPerTrade.toFixed(1)} other records`, inProcess.enrich.toFixed(1)],
  ['trades, alerts', `${inProcess.trades}, ${inProcess.alerts}`],
  ['a whole checkpoint of that state, MiB before compression', (inProcess.checkpointBytes / 2 ** 20).toFixed(1)],
  ['one normalizer process on a real Kafka, trades/s', normalizer.tradesPerSecond],
  ['its CPU, µs a trade; MiB', `${normalizer.cpuMicros}; ${normalizer.rssMiB}`],
  [`${memory.contracts} contracts with quotes and open interest, MiB (bytes each)`, `${memory.mebibytes} (${memory.bytesEach})`],
]));
if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify({ machine: machine(), inProcess, normalizer, memory }, null, 2)}\n`);
