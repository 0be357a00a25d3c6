import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A firm's feed handler over TCP: a trade every few milliseconds, numbered, and sent again from where it is asked to. */
export class FeedHandler {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #sent: string[] = [];
  readonly #timer: NodeJS.Timeout;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => { this.#serve(socket); });
    this.#timer = setInterval(() => { for (let i = 0; i < 5; i++) this.#trade(); }, 10);
  }

  static async start(): Promise<FeedHandler> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FeedHandler(server);
  }

  get url(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Number of the last trade. */
  get last(): number {
    return this.#sent.length;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** No more trades; what there are can still be asked for. */
  pause(): void {
    clearInterval(this.#timer);
  }

  async stop(): Promise<void> {
    this.pause();
    this.cut();
    await new Promise((resolve) => { this.#server.close(resolve); });
  }

  #trade(): void {
    const seq = this.#sent.length + 1;
    const symbol = seq % 3 === 0 ? 'TWX261218C00070000' : 'SPY261218C00700000';
    const line = `${JSON.stringify({ type: 'trade', symbol, price: 1.5, size: seq, ts: Date.now(), seq })}\n`;
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
