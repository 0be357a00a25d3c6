import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Frame, Refusal } from './mock-vendor.ts';

/** How a server over TCP speaks. */
export interface TcpScript {
  readonly greet: () => Frame | undefined;
  /** Its answer to a line; `serve` once the client gets data. */
  readonly answer: (line: string, refuse: Refusal | undefined) => { readonly say?: Frame; readonly serve?: true };
}

/** A vendor's server on a real TCP socket. What it sends goes out in uneven pieces. */
export class MockTcpVendor {
  readonly #server: Server;
  readonly #script: TcpScript;
  readonly #sockets = new Set<Socket>();
  readonly #subscribed = new Set<Socket>();
  connections = 0;
  refuse: Refusal | undefined;

  private constructor(server: Server, script: TcpScript) {
    this.#server = server;
    this.#script = script;
    server.on('connection', (socket) => { this.#serve(socket); });
  }

  static async start(script: TcpScript, port = 0): Promise<MockTcpVendor> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new MockTcpVendor(server, script);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get subscribers(): number {
    return this.#subscribed.size;
  }

  readonly send = (frame: Frame): void => {
    const bytes = Buffer.from(frame as string);
    const middle = Math.floor(bytes.length / 3);
    for (const socket of this.#subscribed) {
      socket.write(bytes.subarray(0, middle));
      socket.write(bytes.subarray(middle));
    }
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
    this.#say(socket, this.#script.greet());
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const { say, serve } = this.#script.answer(line, this.refuse);
        this.#say(socket, say);
        if (serve === true) this.#subscribed.add(socket);
      }
    });
  }

  #say(socket: Socket, frame: Frame | undefined): void {
    if (frame !== undefined) socket.write(frame);
  }
}
