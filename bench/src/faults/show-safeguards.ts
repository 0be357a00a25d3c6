/** `npm run test:safeguards`: switches every safeguard off in turn, and shows that the fault suite notices. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger } from '@tapewire/telemetry';
import { describeMachine, machine } from '../measure/machine.ts';
import { table } from '../measure/markdown.ts';
import { list } from './arguments.ts';
import type { RunReport } from './report.ts';
import { runFaults } from './run.ts';
import { SCENARIOS, type SafeguardScenario } from './safeguards.ts';

const HELP = `npm run test:safeguards -- [options]
  --only A,B     only these safeguards: ${SCENARIOS.map(({ safeguard }) => safeguard).join(', ')}
  --seed N       of the demo market (default 1)
  --without      only with the safeguards off, not also with them on
  --report FILE  writes the table as Markdown
  --keep         leaves data and logs where they are`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' }, seed: { type: 'string', default: '1' }, without: { type: 'boolean', default: false },
    report: { type: 'string' }, keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const MINUTES = 10;
const OTHERS = 2;
const PROBLEM_LENGTH = 240;
/** Long enough for all that does come back. */
const LIVE_WITHIN_MS = 45_000;
/** What is lost without a safeguard is not waited for as long. */
const SETTLED_AFTER_MS = 15_000;
const seed = Number(values.seed);
const base = await mkdtemp(join(tmpdir(), 'tapewire-safeguards-'));
console.log(`Safeguards on ${describeMachine(machine())}, seed ${seed}; logs in ${base}`);
const chosen = list(values.only);
const rows: string[][] = [];
let shown = 0;
for (const scenario of SCENARIOS.filter(({ safeguard }) => chosen.length === 0 || chosen.includes(safeguard))) {
  const on = values.without ? undefined : await play(scenario, []);
  const off = await play(scenario, [scenario.safeguard]);
  const holds = on === undefined || isRight(scenario, on);
  const notices = off.rowsChecked > 0 && !isRight(scenario, off);
  if (holds && notices) shown += 1;
  rows.push([scenario.safeguard, scenario.provokedBy, on === undefined ? 'not run' : `${holds ? '' : '**wrong**: '}${describe(on)}`, `${notices ? '' : '**not noticed**: '}${describe(off)}`]);
  console.log(`${scenario.safeguard}\n  on:  ${rows.at(-1)?.[2] ?? ''}\n  off: ${rows.at(-1)?.[3] ?? ''}`);
}
const text = table(['safeguard', 'provoked by', 'with it', 'without it, the suite reports'], rows);
console.log(`\n${text}\n${shown} of ${rows.length} shown`);
if (values.report !== undefined) await writeFile(values.report, `${text}\n`);
if (!values.keep) await rm(base, { recursive: true, force: true });
process.exit(shown === rows.length ? 0 : 1);

function play({ safeguard, shape, rate, partitions, plan }: SafeguardScenario, unsafe: readonly string[]): Promise<RunReport> {
  return runFaults({
    dir: join(base, `${safeguard}-${unsafe.length === 0 ? 'on' : 'off'}`),
    seed, shape, rate, partitions, plan, unsafe,
    minutes: MINUTES, faults: plan.length, only: [], liveWithinMs: LIVE_WITHIN_MS, ...(unsafe.length === 0 ? {} : { settledAfterMs: SETTLED_AFTER_MS }),
    logger: createLogger('safeguards', 'error'),
    report: (line) => { console.log(`  ${safeguard} ${unsafe.length === 0 ? 'on' : 'off'}: ${line}`); },
  });
}

/** Exact, or stopped for the reason that is to be told. */
function isRight({ stopsWith }: SafeguardScenario, { exact, problems }: RunReport): boolean {
  return stopsWith === undefined ? exact : problems.some((problem) => problem.startsWith('not live again') && stopsWith.test(problem));
}

function describe({ exact, rowsChecked, lost, doubled, problems }: RunReport): string {
  if (exact) return `exact (${rowsChecked} rows)`;
  // What clients report is in the sums; a stop says more than what follows from it.
  const others = problems.filter((problem) => !/client .*'.*' (lost|doubled|altered|strange) rows|rows altered/.test(problem)).slice(0, OTHERS).map((problem) => problem.replaceAll('\n', ' ').replaceAll('|', '/').slice(0, PROBLEM_LENGTH));
  return `clients hold ${rowsChecked} rows, ${lost} are lost, ${doubled} doubled${others.length === 0 ? '' : `; ${others.join('; ')}`}`;
}
