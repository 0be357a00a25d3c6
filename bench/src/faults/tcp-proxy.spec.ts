import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;

beforeEach(async () => {
  echo = createServer((socket) => socket.pipe(socket).on('error', () => undefined));
  await new Promise<void>((resolve) => { echo.listen(0, '127.0.0.1', resolve); });
  proxy = await TcpProxy.start(() => ({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port }));
});

afterEach(async () => {
  await proxy.stop();
  await new Promise((resolve) => { echo.close(resolve); });
});

const open = (): Promise<Socket> => new Promise((resolve) => {
  const socket = connect(proxy.port, '127.0.0.1', () => { resolve(socket); });
  socket.on('error', () => undefined);
});
const receive = async (socket: Socket, bytes: number): Promise<string> => {
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.length >= bytes) break;
  }
  return text;
};

describe('TcpProxy', () => {
  test.each([
    { kind: 'pass' } as const,
    { kind: 'delay', ms: 5 } as const,
    { kind: 'slice', bytes: 3, pauseMs: 1 } as const,
  ])('carries every byte in order in mode %j', async (mode) => {
    proxy.mode = mode;
    const socket = await open();
    socket.write('every option trade, the moment it prints');
    expect(await receive(socket, 40)).toBe('every option trade, the moment it prints');
  });

  test('cut resets what is open and lets new connections in', async () => {
    const first = await open();
    first.write('x');
    const closed = new Promise((resolve) => first.once('close', resolve));
    first.resume();
    await new Promise((resolve) => first.once('data', resolve));
    expect(proxy.cut()).toBe(1);
    await closed;
    const second = await open();
    second.write('again');
    expect(await receive(second, 5)).toBe('again');
  });

  test('a stalled connection delivers once it is released', async () => {
    proxy.mode = { kind: 'stall' };
    const socket = await open();
    socket.write('held');
    const text = receive(socket, 4);
    proxy.mode = { kind: 'pass' };
    expect(await text).toBe('held');
  });
});
