import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Frame } from '../live/protocol.ts';
import type { MockVendor, Refusal, SamplePrint, VendorScript } from './vendor.ts';

/** A vendor's server on a real WebSocket. */
export class WebSocketVendor implements MockVendor {
  readonly #server: WebSocketServer;
  readonly #script: VendorScript;
  readonly #subscribed = new Set<WebSocket>();
  readonly #printed: SamplePrint[] = [];
  connections = 0;
  refuse: Refusal | undefined;
  isMute = false;

  private constructor(server: WebSocketServer, script: VendorScript) {
    this.#server = server;
    this.#script = script;
    server.on('connection', (socket) => { this.#serve(socket); });
  }

  static async start(script: VendorScript, port = 0): Promise<WebSocketVendor> {
    const server = new WebSocketServer({ port, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new WebSocketVendor(server, script);
  }

  /** On a server of somebody else, who closes it. */
  static on(server: Server, script: VendorScript): WebSocketVendor {
    return new WebSocketVendor(new WebSocketServer({ server }), script);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get subscribers(): number {
    return this.#subscribed.size;
  }

  readonly print = (prints: readonly SamplePrint[]): void => {
    this.#printed.push(...prints);
    for (const frame of this.#script.trades(prints)) this.send(frame);
  };

  readonly send = (frame: Frame): void => {
    for (const socket of this.#subscribed) socket.send(frame);
  };

  readonly cut = (): void => {
    for (const socket of this.#server.clients) socket.terminate();
    this.#subscribed.clear();
  };

  readonly stop = async (): Promise<void> => {
    this.cut();
    await new Promise((resolve) => { this.#server.close(resolve); });
  };

  #serve(socket: WebSocket): void {
    this.connections += 1;
    if (!this.isMute) for (const frame of this.#script.greet()) socket.send(frame);
    socket.on('message', (data: Buffer, isBinary: boolean) => { if (!this.isMute) this.#hear(socket, isBinary ? data : data.toString()); });
    socket.on('close', () => this.#subscribed.delete(socket));
    socket.on('error', () => undefined);
  }

  #hear(socket: WebSocket, frame: Frame): void {
    for (const answer of this.#script.answer(frame, this.refuse)) socket.send(answer);
    if (this.refuse !== undefined || !this.#script.isSubscription(frame)) return;
    const { prints = [], done } = this.#script.again?.(frame, this.#printed) ?? {};
    if (prints.length > 0) for (const missed of this.#script.trades(prints)) socket.send(missed);
    if (done !== undefined) socket.send(done);
    this.#subscribed.add(socket);
  }
}
