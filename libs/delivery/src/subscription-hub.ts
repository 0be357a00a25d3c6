import type { Row } from '@tapewire/contracts';
import { SubscriptionIndex } from '@tapewire/filter';
import type { BatchWindow } from './batch-window.ts';
import type { ColumnSet } from './column-set.ts';
import type { Portion } from './conflator.ts';
import { Room, roomKey, type RoomSpec } from './room.ts';

interface FilterRooms {
  readonly id: number;
  readonly canonical: string;
  rooms: Room[];
}

/** A room that has sent nothing for so long gets its next row at once. */
const QUIET_MS = 100;

/** Sends a portion, rows as JSON text, to all clients of a room. */
export type SendPortion = (room: Room, portion: Portion<string>) => void;

/**
 * Who gets which row: an index finds the filters that match, each filter has its rooms, each room gathers rows until
 * its packet is due. Equal filters are matched once, equal rooms are encoded once.
 */
export class SubscriptionHub {
  readonly #index = new SubscriptionIndex();
  readonly #rooms = new Map<string, Room>();
  readonly #byCanonical = new Map<string, FilterRooms>();
  readonly #byId = new Map<number, FilterRooms>();
  readonly #window: BatchWindow;
  readonly #send: SendPortion;
  readonly #newId: (roomKey: string) => string;
  /** Rooms whose first waiting row came since the last pump. */
  #fresh: Room[] = [];
  /** Rooms that wait for the next flush. */
  #waiting: Room[] = [];
  #flushedAt = -Infinity;
  #row: Row = [];

  constructor(window: BatchWindow, send: SendPortion, newId: (roomKey: string) => string) {
    this.#window = window;
    this.#send = send;
    this.#newId = newId;
  }

  /** Distinct rooms in use. */
  get size(): number {
    return this.#rooms.size;
  }

  /**
   * The room of a spec with one member more. Rows that waited there are sent first: they are older than the moment
   * of joining, and the new member will have them from its snapshot.
   */
  join(spec: RoomSpec, now: number): Room {
    const key = roomKey(spec);
    const before = this.#rooms.get(key);
    if (before) this.flush(before, now);
    // Looked up again: a flush that exceeds the rate can empty the room and close it.
    const room = this.#rooms.get(key) ?? this.#open(key, spec, now);
    room.members++;
    return room;
  }

  /** One member less; the last one closes the room. */
  leave(room: Room): void {
    room.members--;
    if (room.members > 0) return;
    this.#rooms.delete(roomKey(room.spec));
    const filter = this.#byCanonical.get(room.spec.filter.canonical);
    if (filter) this.#close(filter, room);
    this.#forget(room);
  }

  /** Puts a full wire row into every room that it matches. */
  offer(row: Row): void {
    this.#row = row;
    this.#index.match(row, this.#visit);
  }

  /**
   * Sends what is due. Returns when to come again, or undefined when nothing waits. All rooms that wait leave in one flush,
   * because many packets in a row cost less each than the same packets one by one; only the row that ends a quiet time goes alone.
   */
  pump(now: number): number | undefined {
    for (const room of this.#takeFresh()) {
      const quiet = now - room.flushedAt >= QUIET_MS;
      if (!quiet || !this.#sendPortion(room, now, false)) this.#waiting.push(room);
    }
    if (this.#waiting.length === 0) return undefined;
    const due = this.#window.due(this.#flushedAt);
    if (now < due) return due;
    this.#flushedAt = now;
    const rooms = this.#waiting;
    this.#waiting = [];
    for (const room of rooms) if (!this.#sendPortion(room, now, false)) this.#waiting.push(room);
    return this.#waiting.length > 0 ? this.#window.due(now) : undefined;
  }

  /** Sends what waits in a room, due or not; rows that its rate does not allow are counted as skipped. */
  flush(room: Room, now: number): void {
    if (!room.outbox.waiting) return;
    this.#sendPortion(room, now, true);
    this.#forget(room);
  }

  flushAll(now: number): void {
    const rooms = [...this.#waiting, ...this.#takeFresh()];
    this.#waiting = [];
    for (const room of rooms) this.#sendPortion(room, now, true);
  }

  readonly #visit = (filterId: number): void => {
    for (const room of this.#byId.get(filterId)?.rooms ?? []) {
      if (!room.outbox.waiting) this.#fresh.push(room);
      room.outbox.add(room.spec.columns.text(this.#row));
    }
  };

  #takeFresh(): readonly Room[] {
    const rooms = this.#fresh;
    this.#fresh = [];
    return rooms;
  }

  #forget(room: Room): void {
    this.#fresh = this.#fresh.filter((other) => other !== room);
    this.#waiting = this.#waiting.filter((other) => other !== room);
  }

  #open(key: string, spec: RoomSpec, now: number): Room {
    const room = new Room(this.#newId(key), { ...spec, columns: this.#shared(spec.columns) }, now);
    this.#rooms.set(key, room);
    const known = this.#byCanonical.get(spec.filter.canonical);
    if (known) {
      known.rooms.push(room);
      return room;
    }
    const filter = { id: this.#index.add(spec.filter), canonical: spec.filter.canonical, rooms: [room] };
    this.#byCanonical.set(filter.canonical, filter);
    this.#byId.set(filter.id, filter);
    return room;
  }

  #close(filter: FilterRooms, room: Room): void {
    filter.rooms = filter.rooms.filter((other) => other !== room);
    if (filter.rooms.length > 0) return;
    this.#index.remove(filter.id);
    this.#byCanonical.delete(filter.canonical);
    this.#byId.delete(filter.id);
  }

  /** Rooms with the same columns share one set, so that a row is projected once for all of them. */
  #shared(columns: ColumnSet): ColumnSet {
    for (const room of this.#rooms.values()) if (room.spec.columns.key === columns.key) return room.spec.columns;
    return columns;
  }

  #sendPortion(room: Room, now: number, force: boolean): boolean {
    const portion = room.outbox.take(now, force);
    if (!portion) return !room.outbox.waiting;
    room.flushedAt = now;
    this.#send(room, portion);
    return true;
  }
}
