import type { SubscribeAck } from '@tapewire/contracts';
import { type Bookmark, decodeBookmark, encodeBookmark, encodeCursor, roomKey, type RoomSpec } from '@tapewire/delivery';
import type { Metrics } from '@tapewire/telemetry';
import type { Audit } from '../guard/audit.ts';
import type { Session } from '../socket/session.ts';
import type { TapeSocket } from '../socket/socket-types.ts';
import type { Subscriptions } from '../socket/subscriptions.ts';
import type { CatchUp } from '../tape/catch-up.ts';
import type { History, HistoryPage } from '../tape/history.ts';
import { roomId } from '../tape/room-id.ts';
import type { Handler } from './checked.ts';
import { readColumns, readFilter } from './filters.ts';
import { olderThan } from './page.ts';
import { countPage } from './page-rate.ts';
import { refusal } from './request-error.ts';

export interface SubscribeTools {
  readonly subscriptions: Subscriptions;
  readonly history: History;
  readonly catchUp: CatchUp;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly wallClock: () => number;
  /** False: bookmarks are ignored and gaps stay. Only the fault tests do that, to show that they would notice. */
  readonly honourBookmarks: boolean;
}

/** `subscribe`: a snapshot, or what follows a bookmark, joined with the live stream. */
export function subscribe(tools: SubscribeTools): Handler<'subscribe'> {
  return async (request, socket, session) => {
    const { plan } = session;
    const spec: RoomSpec = {
      filter: readFilter(request.filter, plan, tools.wallClock()),
      columns: readColumns(request.columns),
      rowsPerSecond: plan.rowsPerSecond,
      overflow: request.overflow,
    };
    const bookmark = request.after === undefined ? undefined : decodeBookmark(request.after);
    if (request.after !== undefined && !bookmark) throw refusal('badRequest', 'after: this is no bookmark', { at: 'after' });
    countPage(session, tools.now());
    checkCount(session, roomId(session.lane.lane.delay, roomKey(spec)));
    const ack = bookmark && tools.honourBookmarks
      ? await resume(tools, socket, spec, bookmark, request.snapshot)
      : await begin(tools, socket, spec, bookmark ? 0 : request.snapshot, bookmark !== undefined);
    if (!ack.more) tools.audit.subscribed(session, spec.filter.canonical, ack.key);
    return ack;
  };
}

function checkCount(session: Session, key: string): void {
  const { subscriptions, plan } = session;
  if (subscriptions.has(key) || subscriptions.size + session.joining < plan.subscriptions) return;
  throw refusal('limit', `The plan allows ${plan.subscriptions} subscriptions on a connection.`);
}

/** Joins now; the snapshot ends where the live rows begin. */
async function begin(tools: SubscribeTools, socket: TapeSocket, spec: RoomSpec, limit: number, resumed = false): Promise<SubscribeAck> {
  const { lane: runner } = socket.data.session;
  if (!socket.connected) throw refusal('unavailable', 'The connection has ended.');
  const room = tools.subscriptions.join(socket, runner, spec);
  const heads = runner.lane.heads.all();
  const { epoch } = runner.lane;
  try {
    const page: HistoryPage = limit === 0
      ? { rows: [], more: true }
      : await tools.history.page(runner, { filter: spec.filter, heads, beforeRank: Infinity, limit });
    const rows = page.rows.map((row) => spec.columns.project(row));
    const ack = {
      key: room.id, filter: spec.filter.canonical, columns: spec.columns.names, rows,
      bookmark: encodeBookmark({ epoch, heads }), resumed, more: false,
      ...(page.since === undefined ? {} : { since: page.since }),
    };
    return page.more ? { ...ack, cursor: encodeCursor(olderThan({ epoch, heads }, page.rows)) } : ack;
  } catch (error) {
    tools.subscriptions.leave(socket, room.id);
    throw error;
  }
}

/** Gives what follows the bookmark, and joins where it ends. */
async function resume(tools: SubscribeTools, socket: TapeSocket, spec: RoomSpec, bookmark: Bookmark, limit: number): Promise<SubscribeAck> {
  const { session } = socket.data;
  const { lane: runner } = session;
  const { epoch, delay } = runner.lane;
  const caughtUp = await session.whileJoining(() => tools.catchUp.follow(runner, bookmark, spec.filter, () => {
    // A socket that has gone, or has changed its plan meanwhile, must not be put into a room.
    if (!socket.connected || session.lane !== runner) return false;
    tools.subscriptions.join(socket, runner, spec);
    return true;
  }));
  tools.metrics.add('tapewire_gateway_catch_ups_total', 1, { result: caughtUp.state });
  if (caughtUp.state === 'lost') return begin(tools, socket, spec, limit);
  return {
    key: roomId(delay, roomKey(spec)), filter: spec.filter.canonical, columns: spec.columns.names,
    rows: caughtUp.rows.map((row) => spec.columns.project(row)),
    bookmark: caughtUp.bookmark, resumed: true, more: caughtUp.state === 'more',
    cursor: encodeCursor(olderThan({ epoch, heads: bookmark.heads }, [])),
  };
}
