import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger } from '@tapewire/telemetry';
import { describeMachine, machine } from '../measure/machine.ts';
import { runFaults, runFolder, type RunResult } from './run.ts';

const HELP = `npm run test:faults -- [options]
  --seed N       first seed (default 1)
  --runs N       runs, with seeds N, N+1, … (default 1)
  --minutes M    time for injecting, per run (default 5)
  --faults N     faults per run at the most (default: as many as fit)
  --rate R       trades a second of the demo market (default 200)
  --partitions P (default 4)
  --only A,B     only faults whose names start so
  --disable A,B  safeguards to switch off, to show that the suite notices
  --report FILE  writes the results as JSON
  --keep         leaves data and logs where they are`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '1' }, minutes: { type: 'string', default: '5' },
    faults: { type: 'string', default: '1000000' }, rate: { type: 'string', default: '200' }, partitions: { type: 'string', default: '4' },
    only: { type: 'string', default: '' }, disable: { type: 'string', default: '' }, report: { type: 'string' },
    keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const list = (text: string): string[] => text.split(',').filter((name) => name !== '');
const logger = createLogger('faults', 'warn');
const base = await mkdtemp(join(tmpdir(), 'tapewire-faults-'));
console.log(`Fault suite on ${describeMachine(machine())}; logs in ${base}`);
const results: RunResult[] = [];
for (let i = 0; i < Number(values.runs); i += 1) {
  const seed = Number(values.seed) + i;
  const result = await runFaults({
    dir: runFolder(base, seed), seed, logger,
    minutes: Number(values.minutes), faults: Number(values.faults), rate: Number(values.rate), partitions: Number(values.partitions),
    only: list(values.only), unsafe: list(values.disable),
    report: (line) => { console.log(line); },
  });
  results.push(result);
  print(result);
}
if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify({ machine: machine(), results }, null, 2)}\n`);
const failed = results.filter((result) => !result.exact);
if (!values.keep && failed.length === 0) await rm(base, { recursive: true, force: true });
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);

function print(result: RunResult): void {
  console.log(`\nSeed ${result.seed}: ${result.injected} faults, ${result.rowsChecked} rows checked; MiB at the end: ${Object.entries(result.memoryMiB).map(([name, mib]) => `${name} ${mib}`).join(', ')}\n${result.tally.toMarkdown()}`);
  for (const { filter, expected, received, difference: d, gaps, skipped } of result.findings) {
    const faults = [d.lost, d.doubled, d.strange, d.disordered, d.altered].map((ids) => ids.length);
    if (faults.some((n) => n > 0) || gaps + skipped > 0) {
      const [lost, doubled, strange, disordered, altered] = faults;
      const sample = [...d.lost, ...d.doubled, ...d.strange, ...d.disordered, ...d.altered].slice(0, 5).join(' ');
      console.log(`  '${filter}': expected ${expected}, received ${received}: lost ${lost}, doubled ${doubled}, strange ${strange}, out of order ${disordered}, altered ${altered}, told of gaps ${gaps}, skipped ${skipped} (${sample})`);
    }
  }
  for (const [what, ids] of Object.entries({ 'keys never published': result.missingKeys, 'keys with two contents': result.contradictingKeys, 'rows Redis lost': result.redis.trades.lost, 'rows Redis has twice or wrong': [...result.redis.trades.doubled, ...result.redis.trades.strange, ...result.redis.trades.disordered, ...result.redis.trades.altered], 'doubled alerts': result.redis.doubledAlerts, 'missing alerts': result.redis.missingAlerts, 'not live again after': result.stuck })) {
    if (ids.length > 0) console.log(`  ${what}: ${ids.length} (${ids.slice(0, 5).join(' ')})`);
  }
  console.log(result.exact ? '  exact' : `  NOT EXACT; repeat it with --seed ${result.seed}`);
}
