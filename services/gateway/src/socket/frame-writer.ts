import type { TapeSocket } from './socket-types.ts';

/**
 * Gathers the frames of one flush and writes all of a socket's at once: with few rows a packet, the system call is what
 * delivery costs most. Between `add` and `write` nothing else may be emitted that has to come after.
 */
export class FrameWriter {
  readonly #waiting = new Map<TapeSocket, Buffer[]>();

  add(socket: TapeSocket, frame: Buffer): void {
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
 * While engine.io holds nothing back, the connection's next bytes are ours, and they go to it directly: the way through
 * engine.io and ws costs as much again, in events that nobody hears. Otherwise they wait behind its packets, as one that is encoded already.
 */
function writeFrames({ conn }: TapeSocket, frames: readonly Buffer[]): void {
  const [first] = frames;
  const bytes = first && frames.length === 1 ? first : Buffer.concat(frames);
  const encoded = { compress: false, wsPreEncodedFrame: [bytes] };
  if (conn.readyState === 'open' && conn.transport.writable) conn.request.socket.write(bytes);
  else conn.write(bytes, encoded);
}
