import type { TapeSocket } from './socket-types.ts';

/** Bytes that wait for one client: packets that engine.io holds back, and what the kernel has not taken yet. */
export function bufferedBytes({ conn }: TapeSocket): number {
  let bytes = conn.request.socket.writableLength;
  if (conn.transport.writable) return bytes;
  // engine.io declares its write buffer private; it has no other place where waiting packets can be counted.
  const packets: unknown = Reflect.get(conn, 'writeBuffer');
  if (Array.isArray(packets)) for (const packet of packets) bytes += packetBytes(packet);
  return bytes;
}

/** Bytes written to a client since it connected. */
export const writtenBytes = (socket: TapeSocket): number => socket.conn.request.socket.bytesWritten;

function packetBytes(packet: unknown): number {
  if (typeof packet !== 'object' || packet === null || !('data' in packet)) return 0;
  const { data } = packet;
  return typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0;
}
