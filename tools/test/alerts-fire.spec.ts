import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type TapewireClient } from '@tapewire/client';
import type { Alert } from '@tapewire/contracts';
import { devToken, eventually, type Stack } from '@tapewire/testkit';
import { runningStack } from './running-stack.ts';

const SLOW = 300_000;
const PATIENT = { timeoutMs: 60_000, everyMs: 200 };
const DELAY_MS = 4000;
const RULES = `rules:
  - { id: large, when: premium>=40k }
  - { id: semis-only, when: premium>=40k, to: { desks: [semis] } }
  - { id: late-only, when: premium>=40k, to: { plans: [late] } }
`;

describe('alert rules, from their file to their desks', () => {
  let folder: string;
  let stack: Stack;
  const clients: TapewireClient[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapewire-alerts-'));
    await writeFile(join(folder, 'rules.yaml'), RULES);
    await writeFile(join(folder, 'plans.yaml'), `plans: { realtime: {}, late: { delay: ${DELAY_MS} } }\n`);
    stack = await runningStack({
      gateways: 2, feed: { FEED: 'demo', FEED_RATE: '150', FEED_SEED: '8', RULES_FILE: join(folder, 'rules.yaml') },
      env: { gateway: { PLANS_FILE: join(folder, 'plans.yaml') } },
    });
  }, SLOW);
  afterAll(async () => {
    for (const client of clients) client.close();
    await stack.stop();
    await rm(folder, { recursive: true });
  }, SLOW);

  /** What a user of a plan and desk hears, and when. */
  const listener = async (gateway: number, plan: string, desk?: string): Promise<{ alerts: Alert[]; ages: number[] }> => {
    const client = connect({ urls: [stack.gatewayUrls[gateway]!], token: await devToken({ user: `${plan} ${desk ?? ''}`, plan, ...(desk === undefined ? {} : { desk }) }) });
    clients.push(client);
    const heard: { alerts: Alert[]; ages: number[] } = { alerts: [], ages: [] };
    client.watchAlerts((alerts) => {
      heard.alerts.push(...alerts);
      heard.ages.push(...alerts.map(({ recvTs }) => Date.now() - recvTs));
    });
    return heard;
  };
  const rulesOf = ({ alerts }: { alerts: readonly Alert[] }): string[] => [...new Set(alerts.map(({ rule }) => rule))].sort();

  it('reach whom they name, once each, on any gateway, and not before a plan’s delay is over', async () => {
    const semis = await listener(0, 'realtime', 'semis');
    const energy = await listener(1, 'realtime', 'energy');
    const late = await listener(1, 'late', 'semis');
    await eventually(() => {
      for (const heard of [semis, energy, late]) expect(heard.alerts.length).toBeGreaterThan(20);
    }, PATIENT);
    expect(rulesOf(semis)).toEqual(['large', 'semis-only']);
    expect(rulesOf(energy)).toEqual(['large']);
    expect(rulesOf(late)).toEqual(['large', 'late-only', 'semis-only']);
    expect(Math.min(...late.ages)).toBeGreaterThanOrEqual(DELAY_MS);
    for (const { alerts } of [semis, energy, late]) {
      expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
      for (const { trade, rule, when, figures } of alerts) {
        expect({ when, rule: rule.length > 0, premium: trade.premium! >= 40_000, figure: figures['premium'] }).toEqual({ when: 'premium>=40k', rule: true, premium: true, figure: trade.premium });
      }
    }
  }, SLOW);

  it('change for what is printed from then on when their file does', async () => {
    const semis = await listener(0, 'realtime', 'semis');
    await writeFile(join(folder, 'rules.yaml'), 'rules:\n  - { id: anything, when: premium>=1k, severity: low }\n');
    await eventually(() => { expect(rulesOf(semis)).toContain('anything'); }, PATIENT);
    const changed = Math.min(...semis.alerts.filter(({ rule }) => rule === 'anything').map(({ recvTs }) => recvTs));
    expect(semis.alerts.filter(({ rule, recvTs }) => rule !== 'anything' && recvTs > changed + 2000)).toEqual([]);
  }, SLOW);
});
