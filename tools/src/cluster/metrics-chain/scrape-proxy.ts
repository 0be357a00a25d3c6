import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An HTTP proxy for Prometheus where pods have an address but run nothing: what is asked of a pod's address is answered by the
 * process that stands for the pod.
 */
export class ScrapeProxy {
  readonly #server: Server;
  #answered = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** `managementOf` gives the address of the process behind a pod's address. */
  static async start(managementOf: (podIp: string) => string | undefined): Promise<ScrapeProxy> {
    const server = createServer((request, response) => {
      const { hostname, pathname } = new URL(request.url ?? '/', 'http://none');
      const management = managementOf(hostname);
      if (management === undefined) {
        response.writeHead(502).end(`nothing runs at ${hostname}`);
        return;
      }
      fetch(`${management}${pathname}`).then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(await answer.text());
        proxy.#answered += 1;
      }).catch((error: unknown) => { response.writeHead(502).end(String(error)); });
    });
    const proxy = new ScrapeProxy(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many times a process has answered. */
  get answered(): number {
    return this.#answered;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => { resolve(); }));
  }
}
