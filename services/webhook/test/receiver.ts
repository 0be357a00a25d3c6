import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Alert } from '@tapewire/contracts';

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly alerts: readonly Alert[];
}

/** What the receiver does with a post: takes it, or misbehaves. */
export type Behaviour = 'take' | 'take and babble' | 'hang' | 'cut' | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

/** A real HTTP server that takes posts as a test tells it to. */
export class Receiver {
  readonly url: string;
  /** Posts that were answered with success. */
  readonly taken: Received[] = [];
  readonly failed: Received[] = [];
  /** Decides for each post. */
  behave: (post: Received) => Behaviour = () => 'take';
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const receiver = new Receiver(server);
    server.on('request', (request, response) => { void receiver.#answer(request, response); });
    return receiver;
  }

  get takenIds(): string[] {
    return this.taken.flatMap(({ alerts }) => alerts.map(({ id }) => id));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const post = { headers: request.headers, body, alerts: (JSON.parse(body) as { alerts?: Alert[] }).alerts ?? [] };
    const behaviour = this.behave(post);
    (behaviour === 'take' || behaviour === 'take and babble' ? this.taken : this.failed).push(post);
    if (behaviour === 'take') response.end('ok');
    else if (behaviour === 'take and babble') response.writeHead(200).write('ok, and');
    else if (behaviour === 'cut') request.socket.destroy();
    else if (behaviour !== 'hang') response.writeHead(behaviour.status, behaviour.headers).end('not now');
  }
}
