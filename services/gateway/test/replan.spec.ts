import { describe, expect, test } from '@jest/globals';
import type { Plan } from '@tapewire/delivery';
import { parsePlans } from '@tapewire/delivery';
import { eventually } from '@tapewire/testkit';
import { replanAll, type ReplanTools } from '../src/socket/replan.ts';
import { Session } from '../src/socket/session.ts';
import type { LaneRunner } from '../src/tape/lane-runner.ts';

const plans = (basic: object): ReadonlyMap<string, Plan> => parsePlans({ plans: { basic } });
const laneOf = (delay: number): LaneRunner => ({ lane: { delay } }) as unknown as LaneRunner;

/** One socket under plan `basic`, and lanes that open when the test says so. */
function connection() {
  const first = plans({}).get('basic')!;
  const session = new Session({
    id: 's', address: '', claims: { sub: 'ann', plan: 'basic', exp: 1 }, plan: first, lane: laneOf(0), now: 0, buffer: { high: 1, low: 0 },
  });
  const opening = new Map<number, () => void>();
  const socket = { connected: true, data: { session }, join: () => undefined, leave: () => undefined };
  const tools = {
    sockets: { all: () => [socket] },
    subscriptions: { move: (_socket: unknown, change: () => void) => { change(); } },
    lanes: { lane: (delay: number) => new Promise<LaneRunner>((resolve) => { opening.set(delay, () => { resolve(laneOf(delay)); }); }) },
    now: () => 0,
  } as unknown as ReplanTools;
  let now = plans({});
  return {
    session,
    edit: (basic: object) => {
      now = plans(basic);
      replanAll(tools, (name) => now.get(name));
    },
    open: async (delay: number) => {
      opening.get(delay)?.();
      await new Promise(setImmediate);
    },
  };
}

describe('plans that are edited twice within seconds', () => {
  test('the last edit holds, whichever of their lanes opens first', async () => {
    const { session, edit, open } = connection();
    edit({ delay: 60_000 });
    edit({ delay: 900_000 });
    await open(900_000);
    await eventually(() => { expect(session.plan.delay).toBe(900_000); });
    await open(60_000);
    expect([session.plan.delay, session.lane.lane.delay]).toEqual([900_000, 900_000]);
  });

  test('an edit that is taken back before its lane is open changes nothing', async () => {
    const { session, edit, open } = connection();
    edit({ delay: 60_000 });
    edit({});
    await open(60_000);
    expect([session.plan.delay, session.lane.lane.delay]).toEqual([0, 0]);
  });

  test('a token that was renewed meanwhile stays the socket’s token', async () => {
    const { session, edit, open } = connection();
    edit({ delay: 60_000 });
    session.renew({ ...session.claims, exp: 2 }, session.plan, session.lane, 0);
    await open(60_000);
    expect([session.claims.exp, session.plan.delay]).toEqual([2, 60_000]);
  });
});
