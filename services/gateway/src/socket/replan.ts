import type { TokenClaims } from '@tapewire/contracts';
import type { Plan } from '@tapewire/delivery';
import type { Lanes } from '../tape/lanes.ts';
import type { LiveSockets } from './live-sockets.ts';
import { closeSocket } from './close.ts';
import { deskRoom, planRoom } from './rooms.ts';
import type { TapeSocket } from './socket-types.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface ReplanTools {
  readonly sockets: LiveSockets;
  readonly subscriptions: Subscriptions;
  readonly lanes: Lanes;
  readonly now: () => number;
}

/** The token and the plan that a socket is to have. */
interface Wanted {
  readonly claims: TokenClaims;
  readonly plan: Plan;
}

/**
 * Puts a live socket under a plan. Where its delay or its rows per second are others, its subscriptions end with `lagged`
 * and are made again under the new plan; else they go on. `wanted` is asked again once the lane is open: plans may have changed
 * a second time meanwhile, and then who changed them sees to the socket.
 */
export async function replan({ lanes, subscriptions, now }: Omit<ReplanTools, 'sockets'>, socket: TapeSocket, wanted: () => Wanted | undefined): Promise<void> {
  const before = wanted();
  if (!before) return;
  const lane = await lanes.lane(before.plan.delay);
  const still = wanted();
  if (!socket.connected || still?.plan !== before.plan) return;
  const { claims, plan } = still;
  const { session } = socket.data;
  const renew = (): void => {
    void socket.leave(planRoom(session.plan.name));
    if (session.claims.desk !== undefined) void socket.leave(deskRoom(session.claims.desk));
    session.renew(claims, plan, lane, now());
    void socket.join([planRoom(plan.name), ...(claims.desk === undefined ? [] : [deskRoom(claims.desk)])]);
  };
  if (lane === session.lane && plan.rowsPerSecond === session.plan.rowsPerSecond) renew();
  else subscriptions.move(socket, renew);
}

/** Puts every live socket under the plan that its name stands for now; one whose plan is no more is closed. */
export function replanAll(tools: ReplanTools, planOf: (name: string) => Plan | undefined): void {
  for (const socket of tools.sockets.all()) {
    const { session } = socket.data;
    const plan = planOf(session.plan.name);
    if (!plan) closeSocket(socket, 'unauthorized', `There is no plan '${session.plan.name}' any more.`);
    else if (JSON.stringify(plan) !== JSON.stringify(session.plan)) {
      // A lane that cannot be opened now must not leave anybody on the plan from before.
      const wanted = (): Wanted | undefined => (planOf(session.plan.name) === plan ? { claims: session.claims, plan } : undefined);
      replan(tools, socket, wanted).catch(() => { closeSocket(socket, 'unavailable', 'The plan has changed; connect again.'); });
    }
  }
}
