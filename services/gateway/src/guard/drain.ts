import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@tapewire/telemetry';
import { closeSocket } from '../socket/close.ts';
import type { TapeSocket } from '../socket/socket-types.ts';

const SLICES = 20;
const SMALLEST_SLICE = 25;

/** Closes all connections in slices over `overMs`, so that the other pods are not met by all clients at once. */
export async function closeInSlices(sockets: readonly TapeSocket[], overMs: number, logger: Logger): Promise<void> {
  const size = Math.max(SMALLEST_SLICE, Math.ceil(sockets.length / SLICES));
  logger.info({ sockets: sockets.length, overMs }, 'closing connections');
  for (let from = 0; from < sockets.length; from += size) {
    for (const socket of sockets.slice(from, from + size)) {
      if (socket.connected) closeSocket(socket, 'draining', 'This pod is shutting down; connect to another.');
    }
    if (from + size < sockets.length) await sleep(overMs / Math.ceil(sockets.length / size));
  }
}
