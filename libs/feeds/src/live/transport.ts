import { connect as connectTcp } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { WebSocket } from 'ws';
import type { Frame } from './protocol.ts';

/** A connection as a live feed uses it. */
export interface Connection {
  readonly send: (frame: Frame) => void;
  /** Cuts it, without waiting for the other side. */
  readonly close: () => void;
}

export interface ConnectionEvents {
  readonly onOpen: () => void;
  readonly onFrame: (frame: Frame) => void;
  /** The other side lives, though it says nothing. */
  readonly onAlive?: () => void;
  /** Called once, whatever ends it. */
  readonly onClose: (reason: string) => void;
}

/** Opens a connection; failing to is a close. */
export type Transport = (events: ConnectionEvents) => Connection;

const OPENING_MS = 10_000;
const PING_MS = 8000;
/** Far above any vendor's frame. */
const FRAME_BYTES = 64 * 1024 * 1024;

/** WebSocket. Pings are sent and answered, and count as signs of life: outside market hours vendors may say nothing. */
export const webSocketTransport = (url: string, headers: Readonly<Record<string, string>> = {}): Transport => ({ onOpen, onFrame, onAlive, onClose }) => {
  const socket = new WebSocket(url, { handshakeTimeout: OPENING_MS, maxPayload: FRAME_BYTES, perMessageDeflate: false, headers });
  let reason = 'closed';
  const pings = setInterval(() => { if (socket.readyState === WebSocket.OPEN) socket.ping(); }, PING_MS);
  socket.on('open', onOpen);
  socket.on('ping', () => onAlive?.());
  socket.on('pong', () => onAlive?.());
  socket.on('message', (data: Buffer, isBinary: boolean) => { onFrame(isBinary ? data : data.toString()); });
  socket.on('error', (error) => { reason = error.message; });
  socket.on('close', (code, text) => {
    clearInterval(pings);
    onClose(code === 1006 ? reason : `closed with ${code} ${text.toString()}`.trimEnd());
  });
  return {
    send: (frame) => { if (socket.readyState === WebSocket.OPEN) socket.send(frame); },
    close: () => { socket.terminate(); },
  };
};

/** TCP; a frame is whatever bytes came together. */
export const tcpTransport = (host: string, port: number): Transport => ({ onOpen, onFrame, onClose }) => {
  const socket = connectTcp({ host, port, noDelay: true });
  let reason = 'closed';
  socket.setTimeout(OPENING_MS, () => socket.destroy(new Error('no connection in time')));
  socket.on('connect', () => {
    socket.setTimeout(0);
    onOpen();
  });
  socket.on('data', onFrame);
  socket.on('error', (error) => { reason = error.message; });
  socket.on('close', () => { onClose(reason); });
  return {
    send: (frame) => { socket.write(frame); },
    close: () => { socket.destroy(); },
  };
};

/** TCP, a line of text a frame. */
export const tcpLinesTransport = (host: string, port: number): Transport => (events) => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const connection = tcpTransport(host, port)({
    ...events,
    onFrame: (bytes) => {
      const lines = (rest + (typeof bytes === 'string' ? bytes : decoder.write(bytes))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) events.onFrame(line.endsWith('\r') ? line.slice(0, -1) : line);
    },
  });
  return { close: connection.close, send: (frame) => { connection.send(`${frame.toString()}\n`); } };
};
