/** `npm run bench`: the whole path on real parts. docs/performance.md explains the scenarios. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPO_ROOT } from '@tapewire/testkit';
import { calibrate } from '../measure/calibration.ts';
import { machine } from '../measure/machine.ts';
import { profilesOf } from '../measure/profile-packages.ts';
import { printComparison } from './compare.ts';
import { markdown, type PathReport } from './report.ts';
import { burst, capacity, latency, scaleOut, soak, type ScenarioSettings } from './scenarios.ts';

const HELP = `npm run bench -- [options]
  --scenarios A,B        capacity, latency, burst, soak, scale-out (default capacity,latency,burst)
  --quick                capacity alone, one short run, compared with bench/baselines/quick.json: ends with 1 when something got slower
  --runs N               replays at full speed (default 3)
  --trades N             trades of each (default 300000)
  --clients N            clients with a filter each while capacity and burst are measured (default 100)
  --latency-clients N    the same for latency and soak (default 1000)
  --rates A,B            rates of the latency, trades a second, or 80% of capacity (default 100,1000,5000,80%)
  --seconds S            seconds each rate is measured (default 30)
  --soak-seconds S       (default 3600)
  --burst N              times the usual 1,000 trades a second (default 20)
  --normalizers A,B      of scale-out (default 1,2)
  --profiles DIR         writes CPU profiles of the services, a folder for each scenario; the report sums them up
  --report FILE          writes FILE.json and FILE.md`;

const { values } = parseArgs({
  options: {
    scenarios: { type: 'string' }, quick: { type: 'boolean', default: false }, runs: { type: 'string', default: '3' },
    trades: { type: 'string' }, clients: { type: 'string', default: '100' }, 'latency-clients': { type: 'string', default: '1000' },
    rates: { type: 'string', default: '100,1000,5000,80%' }, seconds: { type: 'string' }, 'soak-seconds': { type: 'string', default: '3600' }, burst: { type: 'string', default: '20' },
    normalizers: { type: 'string', default: '1,2' }, profiles: { type: 'string' }, report: { type: 'string' }, help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const SCENARIOS = ['capacity', 'latency', 'burst', 'soak', 'scale-out'];
const wanted = new Set((values.scenarios ?? (values.quick ? 'capacity' : 'capacity,latency,burst')).split(','));
for (const name of wanted) if (!SCENARIOS.includes(name)) throw new Error(`--scenarios: expected some of ${SCENARIOS.join(', ')}, was ${name}`);
if (values.profiles !== undefined) await mkdir(values.profiles, { recursive: true });

const settings: ScenarioSettings = {
  clients: Number(values.clients), latencyClients: Number(values['latency-clients']),
  trades: Number(values.trades ?? (values.quick ? 120_000 : 300_000)), runs: values.quick ? 1 : Number(values.runs),
  seconds: Number(values.seconds ?? (values.quick ? 12 : 30)), soakSeconds: Number(values['soak-seconds']), burst: Number(values.burst),
  ...(values.profiles === undefined ? {} : { profiles: values.profiles }),
  report: (line) => { console.error(line); },
};
const before = await calibrate();
const found = wanted.has('capacity') ? await capacity(settings) : undefined;
const rates = values.rates.split(',').flatMap((rate) => {
  if (!rate.endsWith('%')) return [Number(rate)];
  return found === undefined ? [] : [Math.round((found.sustained * Number(rate.slice(0, -1))) / 100)];
});
const parts = {
  ...(found === undefined ? {} : { capacity: found }),
  ...(wanted.has('latency') ? { latency: await latency(rates, settings) } : {}),
  ...(wanted.has('burst') ? { burst: await burst(settings) } : {}),
  ...(wanted.has('soak') ? { soak: await soak(settings) } : {}),
  ...(wanted.has('scale-out') ? { scaleOut: await scaleOut(values.normalizers.split(',').map(Number), settings) } : {}),
};
const report: PathReport = {
  machine: machine(), at: new Date().toISOString().slice(0, 16), clients: settings.clients, latencyClients: settings.latencyClients,
  calibration: [before, await calibrate()], ...parts,
  ...(values.profiles === undefined ? {} : { profiles: await profilesOf(values.profiles) }),
};
const text = markdown(report);
console.log(text);
if (values.report !== undefined) {
  await mkdir(dirname(values.report), { recursive: true });
  await writeFile(`${values.report}.json`, `${JSON.stringify(report, null, 1)}\n`);
  await writeFile(`${values.report}.md`, `${text}\n`);
}
const kept = join(REPO_ROOT, 'bench', 'baselines', 'quick.json');
if (values.quick && existsSync(kept)) process.exitCode = printComparison(JSON.parse(await readFile(kept, 'utf8')) as PathReport, report);
