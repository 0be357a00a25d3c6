import { createHash } from 'node:crypto';

/**
 * Short id of a room, the `key` that clients see: equal on every pod, and different between delays, so that nothing
 * of one lane can reach a client of another.
 */
export const roomId = (delay: number, roomKey: string): string =>
  createHash('sha256').update(`${delay}|${roomKey}`).digest('base64url').slice(0, 16);
