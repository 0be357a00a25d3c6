import { connect } from 'node:net';

const TIMEOUT_MS = 2000;

/**
 * Sends one command to Redis and resolves to the start of its answer as Redis wrote it; an error answer rejects. The test
 * kit speaks this much of the protocol itself, so that it needs no Redis client.
 */
export function askRedis(port: number, command: readonly string[], host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    socket.setTimeout(TIMEOUT_MS);
    socket.once('connect', () => {
      socket.write(`*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
    });
    socket.once('data', (chunk: Buffer) => {
      const answer = chunk.toString();
      socket.destroy();
      if (answer.startsWith('-')) reject(new Error(`Redis answered ${answer.slice(1).trimEnd()}`));
      else resolve(answer);
    });
    socket.once('error', reject);
    socket.once('timeout', () => {
      socket.destroy();
      reject(new Error(`Redis on port ${port} did not answer within ${TIMEOUT_MS} ms`));
    });
    socket.once('close', () => {
      reject(new Error(`Redis on port ${port} closed the connection`));
    });
  });
}

/** Throws until Redis answers, has loaded its data and knows the search commands. */
export async function redisServes(port: number): Promise<void> {
  const pong = await askRedis(port, ['PING']);
  if (!pong.startsWith('+PONG')) throw new Error(`Redis answered PING with ${pong.trim()}`);
  await askRedis(port, ['FT._LIST']);
}
