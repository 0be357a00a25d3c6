import { encodeBookmark, type BatchWindow, type Lane, type Offer, type Room, type RoomSpec, type TapeRow } from '@tapewire/delivery';
import { laneRoom } from '../socket/rooms.ts';
import type { Boards } from './boards.ts';

/** What a lane needs of the world around it. */
export interface LaneOutlet {
  readonly now: () => number;
  /** What was sent since the last call leaves now. */
  readonly flushed: () => void;
  /** Everything up to the bookmark has been handed to the sockets of the lane. */
  readonly heads: (lane: LaneRunner, bookmark: string) => void;
  /** Every subscription of the room must catch up by its bookmark. */
  readonly lagged: (room: Room) => void;
}

interface Waiter {
  readonly heads: readonly number[];
  readonly resolve: (reached: boolean) => void;
  readonly timer: NodeJS.Timeout;
}

/** A packet to every client costs nearly as much as one with rows, so this is as rare as the protocol allows. */
const HEADS_EVERY_MS = 2000;

/** Runs a lane in time: sends what is due, tells heads, and lets requests wait for a position. */
export class LaneRunner {
  readonly lane: Lane;
  /** Alerts and flow as this lane's clients may see them. */
  readonly boards: Boards;
  /** socket.io room of all sockets on this lane. */
  readonly room: string;
  readonly #window: BatchWindow;
  readonly #outlet: LaneOutlet;
  readonly #headsTimer: NodeJS.Timeout;
  readonly #rooms = new Set<Room>();
  readonly #waiters = new Set<Waiter>();
  #pumpTimer: NodeJS.Timeout | undefined;

  constructor(lane: Lane, boards: Boards, window: BatchWindow, outlet: LaneOutlet) {
    this.lane = lane;
    this.boards = boards;
    this.room = laneRoom(lane.delay);
    this.#window = window;
    this.#outlet = outlet;
    this.#headsTimer = setInterval(() => { this.#tellHeads(); }, HEADS_EVERY_MS);
  }

  get rooms(): ReadonlySet<Room> {
    return this.#rooms;
  }

  /** Takes a batch; rows that match a quiet room leave at once. */
  accept(p: number, prev: number, to: number, rows: readonly TapeRow[]): Offer {
    const begun = this.#outlet.now();
    const offer = this.lane.accept(p, prev, to, rows);
    if (offer === 'next') {
      this.#pump(begun);
      this.#wakeWaiters();
    }
    return offer;
  }

  /** Goes on at `head` although rows before it could not be read: every subscription has to catch up by itself. */
  jump(p: number, head: number, rank: number): void {
    this.lane.jump(p, head, rank);
    for (const room of [...this.#rooms]) this.#outlet.lagged(room);
    this.#wakeWaiters();
  }

  join(spec: RoomSpec): Room {
    const room = this.lane.hub.join(spec, this.#outlet.now());
    this.#outlet.flushed();
    this.#rooms.add(room);
    return room;
  }

  leave(room: Room): void {
    this.lane.hub.leave(room);
    if (room.members === 0) this.#rooms.delete(room);
  }

  /** Bookmark of where the lane stands now. */
  bookmark(): string {
    return encodeBookmark({ epoch: this.lane.epoch, heads: this.lane.heads.all() });
  }

  /** Partitions in which the lane has not come to `heads` yet. */
  behind(heads: readonly number[]): number[] {
    return heads.flatMap((head, p) => (head > this.lane.heads.of(p) ? [p] : []));
  }

  /** Resolves when the lane has come to `heads`: true, or false after `timeoutMs`. */
  reached(heads: readonly number[], timeoutMs: number): Promise<boolean> {
    if (this.behind(heads).length === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        resolve(false);
      }, timeoutMs);
      const waiter: Waiter = { heads, resolve, timer };
      this.#waiters.add(waiter);
    });
  }

  stop(): void {
    this.boards.stop();
    clearInterval(this.#headsTimer);
    clearTimeout(this.#pumpTimer);
    for (const waiter of this.#waiters) {
      clearTimeout(waiter.timer);
      waiter.resolve(false);
    }
    this.#waiters.clear();
  }

  #pump(begun: number): void {
    const next = this.lane.hub.pump(begun);
    this.#outlet.flushed();
    const ended = this.#outlet.now();
    this.#window.observe(ended - begun, ended);
    if (next === undefined || this.#pumpTimer !== undefined) return;
    this.#pumpTimer = setTimeout(() => {
      this.#pumpTimer = undefined;
      this.#pump(this.#outlet.now());
    }, Math.max(1, next - ended));
  }

  #tellHeads(): void {
    this.lane.hub.flushAll(this.#outlet.now());
    this.#outlet.heads(this, this.bookmark());
    this.#outlet.flushed();
  }

  #wakeWaiters(): void {
    for (const waiter of this.#waiters) {
      if (this.behind(waiter.heads).length > 0) continue;
      this.#waiters.delete(waiter);
      clearTimeout(waiter.timer);
      waiter.resolve(true);
    }
  }
}
