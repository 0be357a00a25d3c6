import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Frame } from '../live/protocol.ts';
import type { VendorScript } from './vendor.ts';
import { VendorServer } from './vendor-server.ts';

/** A vendor's server on a real WebSocket. */
export class WebSocketVendor extends VendorServer<WebSocket> {
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer, script: VendorScript) {
    super(script);
    this.#server = server;
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

  readonly stop = async (): Promise<void> => {
    this.cut();
    await new Promise((resolve) => { this.#server.close(resolve); });
  };

  protected say(socket: WebSocket, frame: Frame): void {
    socket.send(frame);
  }

  protected disconnectAll(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  #serve(socket: WebSocket): void {
    this.join(socket);
    socket.on('message', (data: Buffer, isBinary: boolean) => { this.hear(socket, isBinary ? data : data.toString()); });
    socket.on('close', () => { this.leave(socket); });
    socket.on('error', () => undefined);
  }
}
