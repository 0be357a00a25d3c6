import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export type Frame = string | Buffer;

/** How a vendor's server speaks; the mock server around it is a real one. */
export interface VendorScript {
  /** What it says when a connection is opened. */
  readonly greet: () => readonly Frame[];
  /** Its answer to a frame. `refuse` is how the test wants logins refused. */
  readonly answer: (frame: Frame, refuse: Refusal | undefined) => readonly Frame[];
  /** Whether a frame is the last that a client has to send before data comes. */
  readonly isSubscription: (frame: Frame) => boolean;
  /** Trades of consecutive numbers, in a frame or several; the number is to be found in the size. */
  readonly trades: (numbers: readonly number[]) => Frame | readonly Frame[];
  readonly quote: () => Frame;
  readonly malformed: Frame;
  /** A frame with a trade no codec can read. */
  readonly unreadable: Frame;
}

export type Refusal = 'badKey' | 'tooManyConnections';

/** A vendor's server on a real socket. */
export class MockVendor {
  readonly #server: WebSocketServer;
  readonly #script: VendorScript;
  readonly #subscribed = new Set<WebSocket>();
  readonly received: string[] = [];
  connections = 0;
  refuse: Refusal | undefined;

  private constructor(server: WebSocketServer, script: VendorScript) {
    this.#server = server;
    this.#script = script;
    server.on('connection', (socket) => { this.#serve(socket); });
  }

  static async start(script: VendorScript, port = 0): Promise<MockVendor> {
    const server = new WebSocketServer({ port, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new MockVendor(server, script);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Clients that have logged in and subscribed. */
  get subscribers(): number {
    return this.#subscribed.size;
  }

  send(frame: Frame): void {
    for (const socket of this.#subscribed) socket.send(frame);
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#subscribed.clear();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => { this.#server.close(resolve); });
  }

  #serve(socket: WebSocket): void {
    this.connections += 1;
    for (const frame of this.#script.greet()) socket.send(frame);
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const frame = isBinary ? data : data.toString();
      this.received.push(data.toString());
      for (const answer of this.#script.answer(frame, this.refuse)) socket.send(answer);
      if (this.refuse === undefined && this.#script.isSubscription(frame)) this.#subscribed.add(socket);
    });
    socket.on('close', () => this.#subscribed.delete(socket));
    socket.on('error', () => undefined);
  }
}
