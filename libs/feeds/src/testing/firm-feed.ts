import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** FirmPrint of a print in a firm's own feed. */
export interface FirmPrint {
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

/** A firm's own feed over TCP (docs/specs/generic-feed.md), whose prints the test decides: numbered, and sent again from where it is asked to. */
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

  /** Number of the last message. */
  get last(): number {
    return this.#sent.length;
  }

  trade(...prints: readonly FirmPrint[]): void {
    for (const print of prints) this.#send({ type: 'trade', ...print });
  }

  cancel(print: FirmPrint): void {
    this.#send({ type: 'cancel', ...print });
  }

  correct(was: FirmPrint, now: FirmPrint): void {
    this.#send({ type: 'correction', was, now });
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
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
