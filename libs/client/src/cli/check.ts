import { performance } from 'node:perf_hooks';
import type { TapewireClient } from '../client.ts';
import { tokenExpiry } from '../socket/token.ts';
import type { Arguments } from './arguments.ts';
import type { Terminal } from './commands.ts';
import { EXIT } from './exit-codes.ts';

const PINGS = 5;
const FRESH_MS = 15_000;

/** `check`: what a person needs to know when something seems wrong. The connection stands when it is called. */
export async function check(client: TapewireClient, args: Arguments, terminal: Terminal, token: string): Promise<number> {
  const { welcome, status } = client;
  if (welcome === undefined || status?.state !== 'connected') throw new Error('there is no connection');
  const say = (name: string, text: string): void => { terminal.out(`${name.padEnd(12)}${text}`); };
  say('gateway', `${status.url}, version ${welcome.version}, protocol ${welcome.protocol}, epoch ${welcome.epoch}`);
  const expiry = tokenExpiry(token);
  say('token', `good, user ${welcome.user}${expiry === undefined ? '' : `, expires in ${Math.round((expiry - Date.now()) / 60_000)} min`}`);
  const { plan } = welcome;
  say('plan', `${plan.name}: ${plan.delay === 0 ? 'real time' : `delayed by ${plan.delay / 1000} s`}, ${plan.rowsPerSecond} rows/s, ${plan.subscriptions} subscriptions`);
  for (const feed of welcome.feeds) say('feed', `${feed.name} (${feed.source})${feed.delay > 0 ? `, ${feed.delay / 1000} s late` : ''}${feed.lacks.length > 0 ? `, lacks ${feed.lacks.join(', ')}` : ''}`);
  say('features', welcome.features.join(', ') || 'none');
  say('round trip', `${(await roundTrip(client)).toFixed(1)} ms (best of ${PINGS})`);
  const newest = await client.page({ filter: args.subject, columns: ['ts', 'recvTs'], limit: 1 });
  const [row] = newest.rows;
  const received = row?.[newest.columns.indexOf('recvTs')];
  if (typeof received !== 'number') {
    say('tape', 'empty: no trade has come yet, or none matches');
    return EXIT.ok;
  }
  const age = client.now - received;
  say('tape', `newest row ${(age / 1000).toFixed(1)} s old${age > FRESH_MS + plan.delay ? ': quiet, or the feed has stopped' : ''}`);
  return EXIT.ok;
}

async function roundTrip(client: TapewireClient): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < PINGS; i++) {
    const asked = performance.now();
    await client.time();
    best = Math.min(best, performance.now() - asked);
  }
  return best;
}
