import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@tapewire/testkit';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { eventFrame } from '../src/socket/event-frame.ts';
import { FrameWriter } from '../src/socket/frame-writer.ts';
import { OwedHeads } from '../src/socket/owed-heads.ts';
import type { TapeSocket } from '../src/socket/socket-types.ts';

/** A socket.io server with one client, and everything the client hears. */
async function connection() {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
  const connected = new Promise<TapeSocket>((resolve) => {
    server.of('/v1').on('connection', (socket) => {
      socket.data = { session: {} };
      resolve(socket);
    });
  });
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve); });
  const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`, { transports: ['websocket'], reconnection: false });
  const heard: [string, unknown][] = [];
  client.onAny((name: string, payload: unknown) => { heard.push([name, payload]); });
  const socket = await connected;
  return {
    socket, heard,
    close: async () => {
      client.close();
      await server.close();
    },
  };
}

const trades = (key: string, length: number): object => ({ key, rows: [['0-1', 'é'.repeat(length)]] });
const heads = (bookmark: string) => eventFrame('heads', JSON.stringify({ bookmark }));

describe('frames that are encoded once', () => {
  test('reach socket.io-client as events of any length, in order, several in one write', async () => {
    const { socket, heard, close } = await connection();
    const writer = new FrameWriter();
    const events = [1, 40, 62, 100, 30_000, 40_000, 2].map((length, i) => trades(`k${i}`, length));
    const add = (event: object): void => { writer.add(socket, eventFrame('trades', JSON.stringify(event))); };
    for (const event of events) add(event);
    writer.write();
    for (const event of events) {
      add(event);
      writer.write();
    }
    socket.emit('notice', { level: 'info', code: 'gap', message: 'the end' });
    await eventually(() => { expect(heard.at(-1)?.[0]).toBe('notice'); });
    expect(heard.slice(0, -1)).toEqual([...events, ...events].map((event) => ['trades', event]));
    await close();
  });

  test('bring heads along, behind the rows; a socket without rows is told alone, and none twice', async () => {
    const { socket, heard, close } = await connection();
    const writer = new FrameWriter();
    const owed = new OwedHeads(writer);
    owed.owe([socket], heads('first'));
    writer.add(socket, eventFrame('trades', '{"key":"k","rows":[]}'));
    writer.write();
    owed.tell(socket);
    await eventually(() => { expect(heard).toEqual([['trades', { key: 'k', rows: [] }], ['heads', { bookmark: 'first' }]]); });
    owed.owe([socket], heads('second'));
    await eventually(() => { expect(heard.at(-1)).toEqual(['heads', { bookmark: 'second' }]); });
    owed.owe([socket], heads('third'));
    owed.tell(socket);
    await eventually(() => { expect(heard.at(-1)).toEqual(['heads', { bookmark: 'third' }]); });
    owed.stop();
    expect(heard).toHaveLength(4);
    await close();
  });
});
