/** `npm run test:faults`: breaks the running product in every way it knows, and compares what clients end with. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger } from '@tapewire/telemetry';
import { describeMachine, machine } from '../measure/machine.ts';
import { list, parseSeeds, parseShape } from './arguments.ts';
import { mergeReports, reportSchema, toMarkdown, type Report, type RunReport } from './report.ts';
import { runFaults, runFolder } from './run.ts';

const HELP = `npm run test:faults -- [options]
  --seeds N..M   seeds of the runs, also N,M,… (default 1)
  --seed N       first seed, with --runs R for R of them
  --jobs N       runs at the same time (default 1)
  --minutes M    time for injecting, per run (default 5)
  --faults N     faults per run at the most (default: as many as fit)
  --rate R       trades a second of the demo market (default 200)
  --partitions P (default 4)
  --brokers B    1 or 3 Kafka brokers (default 1); with 3, leaders move
  --pods P       1 or 2 normalizers and indexers (default 2); with 2, partitions move
  --only A,B     only faults whose names start so
  --disable A,B  safeguards to switch off, to show that the suite notices (see test:safeguards)
  --report FILE  writes the results as JSON, and as a Markdown table beside it
  --keep         leaves data and logs where they are
npm run test:faults -- --merge A.json B.json … [--report FILE]
  one table of several reports`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' }, seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '1' }, jobs: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '5' }, faults: { type: 'string', default: '1000000' }, rate: { type: 'string', default: '200' }, partitions: { type: 'string', default: '4' },
    brokers: { type: 'string', default: '1' }, pods: { type: 'string', default: '2' },
    only: { type: 'string', default: '' }, disable: { type: 'string', default: '' }, report: { type: 'string' }, merge: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const report = values.merge
  ? mergeReports(await Promise.all(positionals.map(async (file) => reportSchema.parse(JSON.parse(await readFile(file, 'utf8'))))))
  : await runAll();
const text = toMarkdown(report);
if (values.report !== undefined) {
  await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(`${values.report.replace(/\.json$/, '')}.md`, text);
}
console.log(`\n${text}`);
process.exit(report.runs.every(({ exact }) => exact) ? 0 : 1);

async function runAll(): Promise<Report> {
  const seeds = parseSeeds(values.seeds, Number(values.seed), Number(values.runs));
  const base = await mkdtemp(join(tmpdir(), 'tapewire-faults-'));
  console.log(`Fault suite on ${describeMachine(machine())}, seeds ${seeds.join(', ')}; logs in ${base}`);
  const waiting = [...seeds];
  const runs: RunReport[] = [];
  const worker = async (): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) runs.push(await runOne(seed, base));
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  if (!values.keep && runs.every(({ exact }) => exact)) await rm(base, { recursive: true, force: true });
  return mergeReports([{ machine: describeMachine(machine()), runs }]);
}

/** A run that cannot even be carried out is one that is not exact. */
async function runOne(seed: number, base: string): Promise<RunReport> {
  const shape = parseShape(values.brokers, values.pods);
  const result = await runFaults({
    dir: runFolder(base, seed), seed, shape, logger: createLogger('faults', 'warn'),
    minutes: Number(values.minutes), faults: Number(values.faults), rate: Number(values.rate), partitions: Number(values.partitions),
    only: list(values.only), unsafe: list(values.disable),
    report: (line) => { console.log(line); },
  }).catch((error: unknown): RunReport => ({
    seed, ...shape, injected: 0, rowsChecked: 0, lost: 0, doubled: 0, exact: false, memoryMiB: {}, tally: {},
    problems: [`the run broke off: ${(error instanceof Error ? error.message : String(error)).slice(0, 400)}`],
  }));
  console.log(`Seed ${seed}: ${result.injected} faults, ${result.rowsChecked} rows checked, ${result.exact ? 'exact' : `NOT EXACT\n  ${result.problems.join('\n  ')}\n  repeat it with --seed ${seed}`}`);
  return result;
}
