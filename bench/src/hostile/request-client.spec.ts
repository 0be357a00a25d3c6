import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { hostileMessages } from './messages.ts';
import { RequestClient } from './request-client.ts';

describe('the hostile client', () => {
  test('tells what a socket.io server answered each request, and which it did not before it closed', async () => {
    const http = createServer();
    const server = new Server(http, { transports: ['websocket'] });
    server.of('/v1').on('connection', (socket: Socket) => {
      socket.emit('welcome', {});
      socket.on('good', (_payload: unknown, answer: (ack: object) => void) => { answer({ ok: true, now: 1 }); });
      socket.on('bad', (_payload: unknown, answer: (ack: object) => void) => { answer({ ok: false, error: { code: 'badFilter', message: 'no' } }); });
      socket.on('last', () => { socket.disconnect(true); });
    });
    await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve); });
    const client = await RequestClient.open((http.address() as AddressInfo).port, 'token');
    const asked = [client.ask('bad', { filter: 'é"\u0000'.repeat(100) }), client.ask('good', {})];
    expect(await Promise.all(asked)).toEqual(['badFilter', 'ok']);
    expect(await client.ask('last', {})).toBe('closed');
    client.close();
    await server.close();
  });

  test('sends the same messages again for the same seed', () => {
    expect(hostileMessages(50, 3)).toEqual(hostileMessages(50, 3));
    expect(new Set(hostileMessages(500, 3).map(({ name }) => name)).size).toBeGreaterThan(5);
  });
});
