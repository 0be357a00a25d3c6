import type { FrameWriter } from './frame-writer.ts';
import type { TapeSocket } from './socket-types.ts';

const TURNS = 20;
const TURN_MS = 50;

/**
 * Heads that sockets are to be told. Those that get rows are told in the same write; the others in slices over a second,
 * so that no row waits behind a packet to every client. What heads say stays true, however late they come.
 */
export class OwedHeads {
  readonly #frames: FrameWriter;
  readonly #timer: NodeJS.Timeout;
  #queue: TapeSocket[] = [];
  #perTurn = 0;

  constructor(frames: FrameWriter) {
    this.#frames = frames;
    this.#timer = setInterval(() => { this.#turn(); }, TURN_MS);
  }

  /** From now on the heads of these sockets are these. */
  owe(sockets: readonly TapeSocket[], heads: Buffer): void {
    for (const { data } of sockets) data.session.owedHeads = heads;
    this.#queue = [...this.#queue, ...sockets];
    this.#perTurn = Math.ceil(this.#queue.length / TURNS);
  }

  /** Tells a socket now what it is owed. */
  tell(socket: TapeSocket): void {
    this.#add(socket);
    this.#frames.write();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    if (this.#queue.length === 0) return;
    for (const socket of this.#queue.splice(0, this.#perTurn)) this.#add(socket);
    this.#frames.write();
  }

  #add(socket: TapeSocket): void {
    const { session } = socket.data;
    if (session.owedHeads) this.#frames.add(socket, session.owedHeads);
    session.owedHeads = undefined;
  }
}
