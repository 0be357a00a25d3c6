import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SharedParts } from './local-parts.ts';

export interface PartsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the addresses of a run's shared parts to its specs, which run in other processes. */
export async function servePartsForSpecs(): Promise<PartsServer> {
  const parts = new SharedParts();
  const server = createServer((request, response) => {
    // A connection kept open could be closed here in the moment in which a spec asks over it again.
    response.setHeader('Connection', 'close');
    addressOf(parts, request.url).then(
      (address) => {
        response.writeHead(address === undefined ? 404 : 200).end(address);
      },
      (error: unknown) => {
        response.writeHead(503).end(error instanceof Error ? error.message : String(error));
      },
    );
  });
  server.unref();
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      await parts.stop();
      server.close();
    },
  };
}

async function addressOf(parts: SharedParts, path: string | undefined): Promise<string | undefined> {
  if (path === '/kafka') return (await parts.kafka()).brokers;
  if (path === '/redis') return (await parts.redis()).url;
  return undefined;
}
