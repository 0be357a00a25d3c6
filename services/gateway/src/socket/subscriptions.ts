import { FLOW_COLUMNS, type Room, type RoomSpec } from '@tapewire/delivery';
import type { Metrics } from '@tapewire/telemetry';
import type { LaneRunner } from '../tape/lane-runner.ts';
import type { LiveSockets } from './live-sockets.ts';
import { flowRoom, keyRoom } from './rooms.ts';
import type { TapeSocket } from './socket-types.ts';

/** An alert may reach a gateway this much later than the ingestor. */
const MARGIN_MS = 10_000;
const FLOW_MINUTES = 390;

/** Which sockets are in which rooms of the tape. */
export class Subscriptions {
  readonly #sockets: LiveSockets;
  readonly #metrics: Metrics;
  readonly #wallClock: () => number;

  constructor(sockets: LiveSockets, metrics: Metrics, wallClock: () => number) {
    this.#sockets = sockets;
    this.#metrics = metrics;
    this.#wallClock = wallClock;
  }

  /**
   * Puts a socket into the room of a spec. From this tick on it gets live rows; what waited in the room has been sent
   * to the others before. Returns the room.
   */
  join(socket: TapeSocket, runner: LaneRunner, spec: RoomSpec): Room {
    const { session } = socket.data;
    // Heads from before would take the bookmark that this subscription is about to get back again.
    this.#sockets.tellOwedHeads(socket);
    const room = runner.join(spec);
    session.parked.delete(room.id);
    const known = session.subscriptions.get(room.id);
    if (known) {
      known.asked++;
      runner.leave(room);
    } else {
      session.subscriptions.set(room.id, { room, asked: 1 });
      void socket.join(keyRoom(room.id));
    }
    return room;
  }

  /** Takes back one subscribe; the last one ends the key. Keys that are not held are none's business: nothing happens. */
  leave(socket: TapeSocket, key: string): void {
    const { session } = socket.data;
    const subscription = session.subscriptions.get(key);
    session.parked.delete(key);
    if (!subscription) return;
    subscription.asked--;
    if (subscription.asked <= 0) this.#end(socket, key);
  }

  /** Ends all subscriptions of a socket. */
  leaveAll(socket: TapeSocket): void {
    for (const key of [...socket.data.session.subscriptions.keys()]) this.#end(socket, key);
    socket.data.session.parked.clear();
  }

  /** From now on the socket hears when minutes of this underlying's flow change. */
  followFlow(socket: TapeSocket, underlying: string): void {
    const { flows, lane } = socket.data.session;
    flows.add(underlying);
    void socket.join(flowRoom(lane.lane.delay, underlying));
  }

  /** Takes a whole room off the live stream and tells its sockets to catch up. */
  lagRoom(room: Room): void {
    const sockets = this.#sockets.in(keyRoom(room.id));
    this.#metrics.add('tapewire_gateway_lagged_total', sockets.length);
    for (const socket of sockets) {
      socket.emit('lagged', { key: room.id });
      this.#end(socket, room.id);
    }
  }

  /** Takes a socket off the live stream while it does not read; `release` tells it to catch up. */
  park(socket: TapeSocket): void {
    const { session } = socket.data;
    session.parkedAt = this.#wallClock();
    session.owedHeads = undefined;
    void socket.leave(session.lane.room);
    for (const underlying of session.flows) void socket.leave(flowRoom(session.lane.lane.delay, underlying));
    for (const key of [...session.subscriptions.keys()]) {
      this.#end(socket, key);
      session.parked.add(key);
    }
  }

  /** The socket reads again: it is told which subscriptions have to catch up. */
  release(socket: TapeSocket): void {
    const { session } = socket.data;
    void socket.join(session.lane.room);
    this.#metrics.add('tapewire_gateway_lagged_total', session.parked.size);
    for (const key of session.parked) socket.emit('lagged', { key });
    session.parked.clear();
    this.#makeUp(socket);
  }

  /** Moves a socket to another lane: its subscriptions go on there by their bookmarks. */
  move(socket: TapeSocket, change: () => void): void {
    this.park(socket);
    change();
    this.release(socket);
  }

  /** Alerts and flow that a socket was not sent while it was parked; some of them it may have. */
  #makeUp(socket: TapeSocket): void {
    const { session } = socket.data;
    const { boards, lane } = session.lane;
    if (!boards.loaded) return;
    for (const alert of boards.alerts.since(session.reader, session.parkedAt - lane.delay - MARGIN_MS)) socket.emit('alert', alert);
    for (const underlying of session.flows) {
      void socket.join(flowRoom(lane.delay, underlying));
      socket.emit('flow', { columns: FLOW_COLUMNS, rows: boards.flow.rows(underlying, FLOW_MINUTES) });
    }
  }

  #end(socket: TapeSocket, key: string): void {
    const { session } = socket.data;
    const subscription = session.subscriptions.get(key);
    if (!subscription) return;
    session.subscriptions.delete(key);
    session.lane.leave(subscription.room);
    void socket.leave(keyRoom(key));
  }
}
