import { WIRE_CODES, type WireCode } from '@tapewire/contracts';
import type { TapeSocket } from './socket-types.ts';

/**
 * Ends a connection and says why: a `notice` with the code, then the close. After codes that advise to come back the
 * transport is closed, so that plain socket.io clients reconnect by themselves; after the others they do not.
 */
export function closeSocket(socket: TapeSocket, code: WireCode, message: string): void {
  socket.data.session.closedBy = code;
  socket.emit('notice', { level: 'error', code, message });
  if (WIRE_CODES[code].advice === 'never') socket.disconnect(true);
  else socket.conn.close();
}
