import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Frame } from '../live/protocol.ts';
import type { MockVendor, Refusal, SamplePrint, VendorScript } from './vendor.ts';

/** A vendor's server on a real TCP socket: it reads lines, and what it sends goes out in uneven pieces. */
export class TcpVendor implements MockVendor {
  readonly #server: Server;
  readonly #script: VendorScript;
  readonly #sockets = new Set<Socket>();
  readonly #subscribed = new Set<Socket>();
  readonly #printed: SamplePrint[] = [];
  connections = 0;
  refuse: Refusal | undefined;
  isMute = false;

  private constructor(server: Server, script: VendorScript) {
    this.#server = server;
    this.#script = script;
    server.on('connection', (socket) => { this.#serve(socket); });
  }

  static async start(script: VendorScript, port = 0): Promise<TcpVendor> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new TcpVendor(server, script);
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
    for (const socket of this.#subscribed) say(socket, frame);
  };

  readonly cut = (): void => {
    for (const socket of this.#sockets) socket.destroy();
    this.#subscribed.clear();
  };

  readonly stop = async (): Promise<void> => {
    this.cut();
    await new Promise((resolve) => { this.#server.close(resolve); });
  };

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#subscribed.delete(socket);
    });
    if (!this.isMute) for (const frame of this.#script.greet()) say(socket, frame);
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\n');
      rest = lines.pop() ?? '';
      if (!this.isMute) for (const line of lines) this.#hear(socket, line);
    });
  }

  #hear(socket: Socket, line: string): void {
    for (const answer of this.#script.answer(line, this.refuse)) say(socket, answer);
    const { prints = [], done } = this.#script.again?.(line, this.#printed) ?? {};
    if (this.refuse !== undefined || !this.#script.isSubscription(line)) return;
    if (prints.length > 0) for (const frame of this.#script.trades(prints)) say(socket, frame);
    if (done !== undefined) say(socket, done);
    this.#subscribed.add(socket);
  }
}

function say(socket: Socket, frame: Frame): void {
  const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
  const middle = Math.floor(bytes.length / 3);
  socket.write(bytes.subarray(0, middle));
  socket.write(bytes.subarray(middle));
}
