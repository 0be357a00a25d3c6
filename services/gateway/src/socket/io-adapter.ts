import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AbstractWsAdapter } from '@nestjs/websockets';
import { NAMESPACE } from '@tapewire/contracts';
import { createAdapter } from '@socket.io/redis-adapter';
import type { RedisClient } from '@tapewire/redis';
import { type Namespace, Server } from 'socket.io';
import { originAllowed } from './allow-request.ts';

export interface SocketServerSettings {
  readonly port: number;
  readonly origins: readonly string[];
  /** Bytes of one message of a client. */
  readonly maxPayload: number;
  readonly adapterKey: string;
}

const PING_EVERY_MS = 15_000;
const PING_TIMEOUT_MS = 15_000;
/** A connection that has not signed in by then is closed. */
const SIGN_IN_MS = 10_000;

/** What Nest asks for: first the server, then a namespace of it. */
interface CreateOptions {
  readonly namespace?: string;
  readonly server?: Server;
}

/**
 * socket.io as the protocol wants it, on a port of its own, joined with the other pods through Redis.
 * (Nest's own IoAdapter brings another copy of socket.io and shares the management port.)
 */
export class TapeIoAdapter extends AbstractWsAdapter {
  readonly #settings: SocketServerSettings;
  readonly #redis: { readonly pub: RedisClient; readonly sub: RedisClient };
  #listening: Promise<number> = Promise.resolve(0);

  constructor(settings: SocketServerSettings, redis: { pub: RedisClient; sub: RedisClient }) {
    super();
    this.#settings = settings;
    this.#redis = redis;
  }

  /** Resolves with the port once clients can connect. */
  get listening(): Promise<number> {
    return this.#listening;
  }

  override create(_port: number, { server, namespace }: CreateOptions = {}): Server | Namespace {
    return server && namespace !== undefined ? server.of(namespace) : this.#createServer();
  }

  /** Requests are taken by requests/dispatch.ts, none by Nest's decorators. */
  override bindMessageHandlers(): void {
    return undefined;
  }

  #createServer(): Server {
    const { port, origins, maxPayload, adapterKey } = this.#settings;
    const http = createServer((_request, response) => {
      response.writeHead(404).end();
    });
    const server = new Server(http, {
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: maxPayload,
      pingInterval: PING_EVERY_MS,
      pingTimeout: PING_TIMEOUT_MS,
      connectTimeout: SIGN_IN_MS,
      adapter: createAdapter(this.#redis.pub, this.#redis.sub, { key: adapterKey }),
      allowRequest: (request, callback) => {
        const allowed = originAllowed(request, origins);
        callback(allowed ? null : 'this origin is not allowed', allowed);
      },
    });
    // The unversioned namespace exists in every socket.io server; nobody is served there.
    server.of('/').use((_socket, next) => { next(new Error(`connect to ${NAMESPACE}`)); });
    this.#listening = new Promise((resolve, reject) => {
      http.once('error', reject);
      http.listen(port, () => {
        http.off('error', reject);
        const address: AddressInfo | string | null = http.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
    return server;
  }
}
