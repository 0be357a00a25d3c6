/** `npm run bench:fanout`: the gateway and its peers with a thousand clients, on the same trades and filters, in one run. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startRedis } from '@tapewire/testkit';
import { profileShares } from '../measure/cpu-profile.ts';
import { describeMachine, machine } from '../measure/machine.ts';
import { findCapacity } from './capacity.ts';
import { hasGo } from './centrifuge-server.ts';
import { GATEWAY_AREAS } from './gateway-areas.ts';
import { capacityTable, type ProfiledRun, profileTable, resultLine, resultTable } from './report.ts';
import { runOnce, type RunResult, type RunSettings } from './run.ts';
import { CONTENDERS } from './servers.ts';
import { drawWorkload, type Sharing } from './workload.ts';

const HELP = `npm run bench:fanout -- [options]
  --clients N      clients (default 1000)
  --rate A,B       trades a second (default 1000); with --capacity where the search begins
  --seconds S      seconds that are measured, after as many as --warm-up (default 15)
  --warm-up S      (default 5)
  --sharing A,B    distinct, shared (default both)
  --only WORD      servers whose name has it
  --capacity       the highest rate with p99 below 250 ms; trades are announced only, not written
  --quick          200 clients, 5 seconds after 3
  --seed N         of trades and filters (default 1)
  --profiles DIR   CPU profiles of the gateway, and where its time went (profiling itself costs some)
  --report FILE    writes the figures as JSON`;

const { values } = parseArgs({
  options: {
    clients: { type: 'string' }, rate: { type: 'string', default: '1000' }, seconds: { type: 'string' }, 'warm-up': { type: 'string' },
    sharing: { type: 'string', default: 'distinct,shared' }, only: { type: 'string', default: '' }, capacity: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' }, profiles: { type: 'string' }, report: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const say = (line: string): void => { console.error(line); };
const clients = Number(values.clients ?? (values.quick ? 200 : 1000));
const seconds = Number(values.seconds ?? (values.quick ? 5 : 15));
const warmUpSeconds = Number(values['warm-up'] ?? (values.quick ? 3 : 5));
const seed = Number(values.seed);
const go = await hasGo();
if (!go) say('Go is not installed: the peer on centrifuge is left out.');
const contenders = CONTENDERS.filter(({ name, framing }) => name.includes(values.only) && (go || framing !== 'centrifuge'));
const sharings = (['distinct', 'shared'] satisfies Sharing[]).filter((one) => values.sharing.split(',').includes(one));

/** After each server, so that a run that is cut off leaves what it has. */
async function save(): Promise<void> {
  if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify({ machine: machine(), results }, null, 2)}\n`);
}

console.log(`Measured on ${describeMachine(machine())}, which also runs Redis, the feed and the clients.`);
const redis = await startRedis();
const results: RunResult[] = [];
const profiled: ProfiledRun[] = [];
try {
  for (const sharing of sharings) {
    const { deliveriesPerTrade } = drawWorkload({ clients, sharing, seed });
    console.log(`\n${clients} clients, ${sharing === 'distinct' ? 'each with a filter of its own' : 'all with one filter'}; ${deliveriesPerTrade.toFixed(1)} rows delivered a trade.\n`);
    for (const rate of values.rate.split(',').map(Number)) {
      const settings: RunSettings = {
        clients, sharing, seed, rate, seconds, warmUpSeconds, announceOnly: values.capacity,
        ...(values.profiles === undefined ? {} : { profiles: values.profiles }),
      };
      const found: RunResult[] = [];
      for (const contender of contenders) {
        say(`${contender.name}, ${sharing}, ${rate} trades/s`);
        const result = values.capacity ? await findCapacity(contender, redis, settings, deliveriesPerTrade, say) : await runOnce(contender, redis, settings);
        if (!result) continue;
        found.push(result);
        results.push(result);
        await save();
        say(resultLine(result));
        if (values.profiles !== undefined && contender.name.startsWith('gateway')) profiled.push({ ...result, shares: await profileShares(values.profiles, GATEWAY_AREAS, seconds) });
      }
      console.log(values.capacity ? capacityTable(found) : resultTable(found));
      if (profiled.length > 0) console.log(`\nWhere the gateway's time went, ${sharing}, ${rate} trades/s:\n\n${profileTable(profiled.splice(0))}`);
    }
  }
} finally {
  await redis.stop();
}
