import { connect, type Socket } from 'node:net';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const FINAL = 0x80;
const MASKED = 0x80;
const READ_BYTES = 1 << 20;
/** One for all sockets of the process: what is read is used before the next read. */
const READ_BUFFER = Buffer.allocUnsafe(READ_BYTES);
const HANDSHAKE_END = '\r\n\r\n';

/** What a WebSocket tells. Payloads are valid during the call only. */
export interface WebSocketEvents {
  readonly opened: () => void;
  readonly text: (payload: Buffer) => void;
  readonly closed: (reason: string) => void;
}

/**
 * The least of a WebSocket client, so that a thousand of them leave the cores to the server that is measured: unfragmented
 * text frames without extensions, read from one shared buffer without making strings.
 */
export class WebSocketClient {
  readonly #socket: Socket;
  readonly #events: WebSocketEvents;
  #rest: Buffer = Buffer.alloc(0);
  #open = false;

  constructor(port: number, path: string, events: WebSocketEvents) {
    this.#events = events;
    this.#socket = connect({
      port, host: '127.0.0.1', noDelay: true,
      onread: {
        buffer: READ_BUFFER,
        callback: (length) => {
          this.#read(READ_BUFFER.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => { events.closed(error.message); });
    this.#socket.on('close', () => { events.closed('closed'); });
    this.#socket.write([
      `GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Upgrade: websocket', 'Connection: Upgrade',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13',
    ].join('\r\n') + HANDSHAKE_END);
  }

  send(text: string): void {
    this.#write(TEXT, Buffer.from(text));
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (!this.#open) {
      const end = bytes.indexOf(HANDSHAKE_END);
      if (end < 0) {
        this.#rest = Buffer.from(bytes);
        return;
      }
      const status = bytes.toString('latin1', 0, end).split('\r\n', 1)[0] ?? '';
      if (!status.includes(' 101 ')) throw new Error(`expected a WebSocket, was ${status}`);
      this.#open = true;
      bytes = bytes.subarray(end + HANDSHAKE_END.length);
      this.#events.opened();
    }
    const used = this.#frames(bytes);
    // The read buffer is used again; only an unfinished frame is copied out of it.
    this.#rest = used < bytes.length ? Buffer.from(bytes.subarray(used)) : Buffer.alloc(0);
  }

  /** Handles all whole frames; returns how many bytes they took. */
  #frames(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      const header = frameHeader(bytes, at);
      if (header === undefined || at + header.size + header.length > bytes.length) return at;
      const start = at + header.size;
      at = start + header.length;
      this.#frame(bytes[start - header.size] ?? 0, bytes.subarray(start, at));
    }
  }

  #frame(first: number, payload: Buffer): void {
    const opcode = first & 0x0f;
    if (opcode === TEXT && (first & FINAL) !== 0) this.#events.text(payload);
    else if (opcode === PING) this.#write(PONG, payload);
    else if (opcode === CLOSE) this.#events.closed(payload.toString('latin1', 2));
    else if (opcode !== PONG) throw new Error(`expected a whole text frame, was opcode ${opcode}`);
  }

  #write(opcode: number, payload: Buffer): void {
    const { length } = payload;
    const header = length < 126 ? [length | MASKED] : [126 | MASKED, length >> 8, length & 0xff];
    // Clients must mask; a mask of zeros leaves the bytes as they are.
    this.#socket.write(Buffer.concat([Buffer.from([FINAL | opcode, ...header, 0, 0, 0, 0]), payload]));
  }
}

/** Size of a frame's header and of its payload; undefined while the header is not whole. */
function frameHeader(bytes: Buffer, at: number): { size: number; length: number } | undefined {
  const short = bytes[at + 1];
  if (short === undefined) return undefined;
  if (short < 126) return { size: 2, length: short };
  const size = short === 126 ? 4 : 10;
  if (at + size > bytes.length) return undefined;
  return { size, length: short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)) };
}
