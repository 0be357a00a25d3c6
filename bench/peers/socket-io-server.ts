import type { Server as HttpServer } from 'node:http';
import type { Row } from '@tapewire/contracts';
import { Server } from 'socket.io';

/** socket.io as its documents recommend for broadcasting: WebSocket only, no compression, a room for each filter. */
export class RoomServer {
  readonly #server = new Server({ transports: ['websocket'], serveClient: false, perMessageDeflate: false, httpCompression: false });
  readonly #namespace = this.#server.of('/v1');

  constructor(http: HttpServer, joined: (filter: string) => void = () => undefined) {
    this.#server.attach(http);
    this.#namespace.on('connection', (socket) => {
      socket.on('subscribe', ({ filter }: { filter: string }, ack: (answer: { ok: true }) => void) => {
        void socket.join(filter);
        joined(filter);
        ack({ ok: true });
      });
    });
  }

  send(filter: string, rows: readonly Row[]): void {
    this.#namespace.local.to(filter).emit('trades', { key: filter, rows });
  }
}
