import { NAMESPACE, type ServerEvents } from '@tapewire/contracts';

/** In front of every packet of engine.io that is a message. */
const MESSAGE = '4';
/** In front of every event of socket.io in our namespace. */
const EVENT = `2${NAMESPACE},`;
const FINAL_TEXT = 0x81;
const SHORT = 126;
const LONG = 65_536;

/** The WebSocket frame of an event whose payload is JSON text already: encoded once for all sockets that get it. */
export const eventFrame = (name: keyof ServerEvents, payload: string): Buffer => textFrame(`${MESSAGE}${EVENT}["${name}",${payload}]`);

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
