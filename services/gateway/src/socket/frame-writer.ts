import type { EventFrame } from './event-frame.ts';
import type { TapeSocket } from './socket-types.ts';

/**
 * Gathers the frames of one flush and writes all of a socket's at once: with few rows a packet, the system call is what
 * delivery costs most. Between `add` and `write` nothing else may be emitted that has to come after.
 */
export class FrameWriter {
  readonly #waiting = new Map<TapeSocket, EventFrame[]>();

  add(socket: TapeSocket, frame: EventFrame): void {
    const frames = this.#waiting.get(socket);
    if (frames) frames.push(frame);
    else this.#waiting.set(socket, [frame]);
  }

  /** Writes what was added, and with it the heads that a socket has not been told yet. */
  write(): void {
    for (const [socket, frames] of this.#waiting) {
      const { session } = socket.data;
      if (session.owedHeads) frames.push(session.owedHeads);
      session.owedHeads = undefined;
      writeFrames(socket, frames);
    }
    this.#waiting.clear();
  }
}

/**
 * Hands frames to engine.io as one packet that is encoded already, as the adapter of socket.io does with one frame.
 * (It is taken as it is where messages are not deflated; ours never are.)
 */
function writeFrames({ conn }: TapeSocket, frames: readonly EventFrame[]): void {
  const [first] = frames;
  if (!first) return;
  const one = frames.length === 1;
  const bytes = one ? first.bytes : Buffer.concat(frames.map((frame) => frame.bytes));
  const options = { compress: false, wsPreEncodedFrame: [bytes] };
  conn.write(one ? first.text : frames.map(({ text }) => text).join(''), options);
}
