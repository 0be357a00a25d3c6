import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Terms of a print; what is left out is a quiet trade of one contract at the bid. */
export interface Terms {
  readonly symbol: string;
  readonly price: number;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly ts: number;
  readonly exchange?: string;
  readonly conditions?: readonly string[];
  readonly bid?: number;
  readonly ask?: number;
  readonly spot?: number;
}

/** A firm's own feed over TCP (docs/specs/generic-feed.md), whose prints the test decides; it sends again what is asked for. */
export class FirmFeed {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #sent: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => { this.#serve(socket); });
  }

  static async start(): Promise<FirmFeed> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FirmFeed(server);
  }

  get url(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  trade(...trades: readonly Terms[]): void {
    for (const terms of trades) this.#send({ type: 'trade', ...terms });
  }

  cancel(terms: Terms): void {
    this.#send({ type: 'cancel', ...terms });
  }

  correct(was: Terms, now: Terms): void {
    this.#send({ type: 'correction', was, now });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => { this.#server.close(resolve); });
  }

  #send(message: object): void {
    const line = `${JSON.stringify({ ...message, seq: this.#sent.length + 1 })}\n`;
    this.#sent.push(line);
    for (const socket of this.#sockets) socket.write(line);
  }

  #serve(socket: Socket): void {
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.once('data', (bytes) => {
      const { after } = JSON.parse(bytes.toString()) as { after: number | null };
      for (const line of this.#sent.slice(after ?? 0)) socket.write(line);
      this.#sockets.add(socket);
    });
  }
}
