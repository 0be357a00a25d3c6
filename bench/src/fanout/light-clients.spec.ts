import { describe, expect, test } from '@jest/globals';
import type { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@tapewire/testkit';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { WebSocketServer } from 'ws';
import { eachRow } from './packet-rows.ts';
import { openTapeClient } from './tape-client.ts';

const row = (n: number): unknown[] => [`0-${n}`, 'trade', null, 1, 1000.5 + n, 'flags', ['a'], `0-${n}`];

async function listening(attach: (http: ReturnType<typeof createServer>) => void): Promise<{ port: number; close: () => void }> {
  const http = createServer();
  attach(http);
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve); });
  return { port: (http.address() as AddressInfo).port, close: () => { http.closeAllConnections(); http.close(); } };
}

describe('the light clients', () => {
  test('hear from a socket.io server what socket.io-client hears, in packets of any length', async () => {
    const server = new Server({ transports: ['websocket'] });
    server.of('/v1').on('connection', (socket) => {
      socket.emit('welcome', {});
      socket.on('subscribe', ({ filter }: { filter: string }, ack: (answer: object) => void) => {
        void socket.join(filter);
        ack({ ok: true, key: filter });
      });
    });
    const { port, close } = await listening((http) => server.attach(http));
    const packets = [1, 2, 5, 300, 3000].map((length, i) => Array.from({ length }, (_, n) => row(i * 10_000 + n)));
    const expected = packets.flat().map((one) => one[4]);
    const heard: number[] = [];
    const light = await openTapeClient({ port, framing: 'socket.io', token: 't', filter: 'f', rows: (packet) => { eachRow(packet, (at) => { heard.push(at); }); }, other: () => undefined });
    const reference: unknown[] = [];
    const socket = io(`http://127.0.0.1:${port}/v1`, { transports: ['websocket'], reconnection: false });
    socket.on('trades', ({ rows }: { rows: unknown[][] }) => reference.push(...rows.map((one) => one[4])));
    await socket.emitWithAck('subscribe', { filter: 'f' });
    for (const rows of packets) server.of('/v1').to('f').emit('trades', { key: 'f', rows });
    await eventually(() => {
      expect(reference).toEqual(expected);
      expect(heard).toEqual(expected);
    });
    light.close();
    socket.close();
    await server.close();
    close();
  });

  test('answer the heartbeat of engine.io, so that they are not thrown out', async () => {
    const server = new Server({ transports: ['websocket'], pingInterval: 20, pingTimeout: 1000 });
    let pongs = 0;
    server.of('/v1').on('connection', (socket) => socket.on('subscribe', (_: unknown, ack: (answer: object) => void) => { ack({ ok: true }); }));
    const { port, close } = await listening((http) => server.attach(http));
    server.engine.on('connection', (socket: EventEmitter) => socket.on('heartbeat', () => { pongs += 1; }));
    const light = await openTapeClient({ port, framing: 'socket.io', token: 't', filter: 'f', rows: () => undefined, other: () => undefined });
    await eventually(() => { expect(pongs).toBeGreaterThan(2); });
    light.close();
    await server.close();
    close();
  });

  test('hear rows from a plain WebSocket', async () => {
    const server = new WebSocketServer({ noServer: true });
    server.on('connection', (client) => client.on('message', () => {
      client.send('ok');
      client.send(JSON.stringify([row(1), row(2)]));
    }));
    const { port, close } = await listening((http) => http.on('upgrade', (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client));
    }));
    const heard: number[] = [];
    const light = await openTapeClient({ port, framing: 'ws', token: '', filter: 'f', rows: (packet) => { eachRow(packet, (at) => { heard.push(at); }); }, other: () => undefined });
    await eventually(() => { expect(heard).toEqual([1001.5, 1002.5]); });
    light.close();
    server.close();
    close();
  });
});
