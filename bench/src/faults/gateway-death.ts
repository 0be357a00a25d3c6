/** `npm run bench:gateway-death`: kill -9 of a gateway with many SDK clients on it; how long until the last one is live again. */
import { parseArgs } from 'node:util';
import { describeMachine, machine } from '../measure/machine.ts';
import { WITNESS_FILTERS } from './filters.ts';
import { allLive, playScenario, startWitness } from './scenario.ts';

const { values } = parseArgs({ options: { clients: { type: 'string', default: '200' }, rate: { type: 'string', default: '200' } } });
const clients = Number(values.clients);

const { figures, ...verdict } = await playScenario({ seed: 1, rate: Number(values.rate), restart: false }, async (rig) => {
  // Everyone names the first gateway first.
  const witnesses = Array.from({ length: clients }, (_, i) => startWitness(i, WITNESS_FILTERS[2 + (i % (WITNESS_FILTERS.length - 2))] ?? '', rig.clientUrls));
  await allLive(witnesses);
  const killed = performance.now();
  await rig.process('gateway-1').kill();
  while (witnesses.every((witness) => witness.isLive)) await new Promise((resolve) => setTimeout(resolve, 1));
  const firstGone = performance.now();
  await allLive(witnesses);
  return { witnesses, figures: { lastBackMs: performance.now() - killed, noticedMs: firstGone - killed } };
});
console.log(`${describeMachine(machine())}: kill -9 of a gateway with ${clients} SDK clients: the last one is live again after ${(figures.lastBackMs / 1000).toFixed(2)} s; ${verdict.rowsChecked} rows checked, ${verdict.lost} lost, ${verdict.doubled} doubled, ${verdict.exact ? 'exact' : 'NOT EXACT'}`);
process.exit(verdict.exact ? 0 : 1);
