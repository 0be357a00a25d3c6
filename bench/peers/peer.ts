import { createServer, type Server } from 'node:http';
import { connected, connectRedis } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { peerChannel } from '../src/fanout/tape-feed.ts';
import { answer } from '../src/fanout/worker.ts';
import type { WorkloadSettings } from '../src/fanout/workload.ts';

/** What every peer is started with. */
export interface PeerSettings extends WorkloadSettings {
  readonly redis: string;
  readonly prefix: string;
  /** Milliseconds for which rows are gathered. */
  readonly windowMs: number;
}

/** Hears what the feed publishes, parsed. */
export async function hear({ redis, prefix }: PeerSettings, take: (message: unknown) => void): Promise<void> {
  const client = connectRedis({ url: redis, clientName: 'bench-peer' }, createLogger('peer', 'warn'));
  await connected(client);
  client.on('message', (_channel: string, text: string) => { take(JSON.parse(text)); });
  await client.subscribe(peerChannel(prefix));
}

/** Listens on a free port and tells the benchmark which. */
export function listen(attach: (http: Server) => void): void {
  const http = createServer();
  attach(http);
  http.listen(0, '127.0.0.1', () => {
    const address = http.address();
    answer({ port: typeof address === 'object' && address !== null ? address.port : 0 });
  });
}
