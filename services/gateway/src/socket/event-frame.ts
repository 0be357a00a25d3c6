import { NAMESPACE, type ServerEvents } from '@tapewire/contracts';

/** An event as it goes over the wire, encoded once for all sockets that get it. */
export interface EventFrame {
  /** The packet of socket.io. */
  readonly text: string;
  /** The WebSocket frame with it. */
  readonly bytes: Buffer;
}

/** In front of every packet of engine.io that is a message. */
const MESSAGE = '4';
/** In front of every event of socket.io in our namespace. */
const EVENT = `2${NAMESPACE},`;
const FINAL_TEXT = 0x81;
const SHORT = 126;
const LONG = 65_536;

/** An event of the protocol whose payload is JSON text already. */
export function eventFrame(name: keyof ServerEvents, payload: string): EventFrame {
  const text = `${EVENT}["${name}",${payload}]`;
  return { text, bytes: textFrame(MESSAGE + text) };
}

/** A final text frame of RFC 6455 without mask, as servers send them, in one piece. */
function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < SHORT ? 2 : length < LONG ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FINAL_TEXT;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = SHORT;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = SHORT + 1;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header);
  return frame;
}
