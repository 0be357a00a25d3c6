import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Frame } from '../live/protocol.ts';
import type { VendorScript } from './vendor.ts';
import { VendorServer } from './vendor-server.ts';

/** A vendor's server on a real TCP socket: it reads lines, and what it sends goes out in uneven pieces. */
export class TcpVendor extends VendorServer<Socket> {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, script: VendorScript) {
    super(script);
    this.#server = server;
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

  readonly stop = async (): Promise<void> => {
    this.cut();
    await new Promise((resolve) => { this.#server.close(resolve); });
  };

  protected say(socket: Socket, frame: Frame): void {
    const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
    const middle = Math.floor(bytes.length / 3);
    socket.write(bytes.subarray(0, middle));
    socket.write(bytes.subarray(middle));
  }

  protected disconnectAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.leave(socket);
    });
    this.join(socket);
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.hear(socket, line);
    });
  }
}
