import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a proxy does to the bytes that go through it. */
export type ProxyMode =
  | { readonly kind: 'pass' }
  /** Every chunk is held for so many milliseconds, in order. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Chunks are cut into pieces of at most so many bytes, sent with a pause between them. */
  | { readonly kind: 'slice'; readonly bytes: number; readonly pauseMs: number }
  /** Connections stay open and nothing gets through. */
  | { readonly kind: 'stall' };

/**
 * A TCP proxy on a free loopback port in front of one part, for tests that disturb a connection:
 * `cut` resets all that are open, `mode` shapes what flows. Backpressure passes through.
 */
export class TcpProxy {
  private readonly server: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly resumers = new Set<() => void>();
  private current: ProxyMode = { kind: 'pass' };

  private constructor(server: Server) {
    this.server = server;
  }

  /** Listens on `port` (0: a free one) and forwards to what `target` says at the time of each connection. */
  static async start(target: () => { host: string; port: number }, port = 0): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true });
    const proxy = new TcpProxy(server);
    server.on('connection', (client) => {
      const upstream = connect(target());
      proxy.join(client, upstream);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get mode(): ProxyMode {
    return this.current;
  }

  set mode(mode: ProxyMode) {
    this.current = mode;
    for (const resume of this.resumers) resume();
    this.resumers.clear();
  }

  /** Resets every open connection; new ones are accepted. Returns how many there were. */
  cut(): number {
    const open = [...this.pairs];
    for (const [client, upstream] of open) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
    return open.length;
  }

  async stop(): Promise<void> {
    this.mode = { kind: 'pass' };
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => { resolve(); }));
  }

  private join(client: Socket, upstream: Socket): void {
    const pair = [client, upstream] as const;
    this.pairs.add(pair);
    const end = (): void => {
      this.pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    void this.pump(client, upstream).catch(end);
    void this.pump(upstream, client).catch(end);
  }

  private async pump(from: Socket, to: Socket): Promise<void> {
    for await (const chunk of from) {
      for (const piece of await this.shape(chunk as Buffer)) {
        if (to.destroyed) return;
        if (!to.write(piece)) await new Promise<void>((resolve) => { to.once('drain', resolve); to.once('close', resolve); });
        if (this.current.kind === 'slice') await pause(this.current.pauseMs);
      }
    }
    to.end();
  }

  private async shape(chunk: Buffer): Promise<readonly Buffer[]> {
    while (this.current.kind === 'stall') await new Promise<void>((resolve) => this.resumers.add(resolve));
    if (this.current.kind === 'delay') await pause(this.current.ms);
    if (this.current.kind !== 'slice') return [chunk];
    const { bytes } = this.current;
    return Array.from({ length: Math.ceil(chunk.length / bytes) }, (_, i) => chunk.subarray(i * bytes, (i + 1) * bytes));
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
