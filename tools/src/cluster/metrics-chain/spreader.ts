import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One address on loopback that gives each new connection to one of several ports at random, as a Service does. */
export class Spreader {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** `ports` is asked at each connection; with none of them it is refused. */
  static async start(ports: () => readonly number[]): Promise<Spreader> {
    const server = createServer();
    const spreader = new Spreader(server);
    server.on('connection', (client) => {
      const among = ports();
      const port = among[Math.floor(Math.random() * among.length)];
      if (port === undefined) client.destroy();
      else spreader.#join(client, connect({ host: '127.0.0.1', port }));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return spreader;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => { resolve(); }));
  }

  #join(...pair: readonly [Socket, Socket]): void {
    const [client, gateway] = pair;
    client.pipe(gateway).pipe(client);
    for (const socket of pair) {
      this.#open.add(socket);
      socket.on('error', () => { socket.destroy(); });
      socket.on('close', () => {
        this.#open.delete(socket);
        for (const other of pair) other.destroy();
      });
    }
  }
}
