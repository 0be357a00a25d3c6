import type { Room, RoomSpec } from '@tapewire/delivery';
import type { Metrics } from '@tapewire/telemetry';
import type { LaneRunner } from '../tape/lane-runner.ts';
import { type LiveSockets, roomName } from './live-sockets.ts';
import type { TapeSocket } from './socket-types.ts';

/** Which sockets are in which rooms of the tape. */
export class Subscriptions {
  readonly #sockets: LiveSockets;
  readonly #metrics: Metrics;

  constructor(sockets: LiveSockets, metrics: Metrics) {
    this.#sockets = sockets;
    this.#metrics = metrics;
  }

  /**
   * Puts a socket into the room of a spec. From this tick on it gets live rows; what waited in the room has been sent
   * to the others before. Returns the room.
   */
  join(socket: TapeSocket, runner: LaneRunner, spec: RoomSpec): Room {
    const { session } = socket.data;
    const room = runner.join(spec);
    session.parked.delete(room.id);
    const known = session.subscriptions.get(room.id);
    if (known) {
      known.asked++;
      runner.leave(room);
    } else {
      session.subscriptions.set(room.id, { room, asked: 1 });
      void socket.join(roomName(room.id));
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

  /** Takes a whole room off the live stream and tells its sockets to catch up. */
  lagRoom(room: Room): void {
    const sockets = this.#sockets.in(roomName(room.id));
    this.#metrics.add('tapewire_gateway_lagged_total', sockets.length);
    for (const socket of sockets) {
      socket.emit('lagged', { key: room.id });
      this.#end(socket, room.id);
    }
  }

  /** Takes a socket off the live stream while it does not read; `release` tells it to catch up. */
  park(socket: TapeSocket): void {
    const { session } = socket.data;
    void socket.leave(session.lane.room);
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
  }

  /** Moves a socket to another lane: its subscriptions go on there by their bookmarks. */
  move(socket: TapeSocket, change: () => void): void {
    this.park(socket);
    change();
    this.release(socket);
  }

  #end(socket: TapeSocket, key: string): void {
    const { session } = socket.data;
    const subscription = session.subscriptions.get(key);
    if (!subscription) return;
    session.subscriptions.delete(key);
    session.lane.leave(subscription.room);
    void socket.leave(roomName(key));
  }
}
