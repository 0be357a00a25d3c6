import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KafkaAdmin } from '@tapewire/kafka';
import { connectRedis } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { eventually, runCommand } from '@tapewire/testkit';

const SLOW = 60_000;
const logger = createLogger('spec', 'silent');

interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Speaks TLS and nothing else: a connection that trusts its certificate is counted and ended. */
class TlsServer {
  readonly #server: Server;
  trusted = 0;
  refused = 0;

  private constructor(identity: Identity) {
    this.#server = createServer(identity, (socket) => {
      this.trusted += 1;
      socket.destroy();
    });
    this.#server.on('tlsClientError', () => { this.refused += 1; });
  }

  static async start(identity: Identity): Promise<TlsServer> {
    const server = new TlsServer(identity);
    await new Promise<void>((resolve) => { server.#server.listen(0, '127.0.0.1', resolve); });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on it shows another certificate. */
  rotate(identity: Identity): void {
    this.#server.setSecureContext(identity);
  }

  stop(): void {
    this.#server.close();
  }
}

describe('a server whose certificate and authority are rotated', () => {
  let dir: string;
  let old: Identity;
  let fresh: Identity;
  let caFile: string;

  const selfSigned = async (name: string): Promise<Identity> => {
    const [key, cert] = [join(dir, `${name}.key`), join(dir, `${name}.crt`)];
    await runCommand('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-keyout', key, '-out', cert,
      '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { what: 'making a certificate', report: () => undefined });
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tapewire-tls-'));
    [old, fresh] = await Promise.all([selfSigned('old'), selfSigned('fresh')]);
    caFile = join(dir, 'ca.crt');
  }, SLOW);
  afterAll(() => rm(dir, { recursive: true }));

  it('is trusted again by the Redis connection that was open, without a restart', async () => {
    const server = await TlsServer.start(old);
    await writeFile(caFile, old.cert);
    const client = connectRedis({ url: `rediss://localhost:${server.port}`, clientName: 'spec', caFile }, logger);
    await eventually(() => { expect(server.trusted).toBeGreaterThan(0); });
    server.rotate(fresh);
    await writeFile(caFile, fresh.cert);
    const before = server.trusted;
    await eventually(() => { expect(server.trusted).toBeGreaterThan(before + 1); });
    client.disconnect();
    server.stop();
  }, SLOW);

  it('is refused by Redis and Kafka connections that know another authority only', async () => {
    const server = await TlsServer.start(fresh);
    await writeFile(caFile, old.cert);
    const client = connectRedis({ url: `rediss://localhost:${server.port}`, clientName: 'spec', caFile }, logger);
    const refused = await new Promise((resolve) => client.once('error', resolve));
    expect(String(refused)).toMatch(/self.signed certificate/);
    client.disconnect();
    await expect(KafkaAdmin.connect({ brokers: [`localhost:${server.port}`], ssl: true, caFile }, logger)).rejects.toThrow(/self.signed certificate/);
    expect(server.trusted).toBe(0);
    server.stop();
  }, SLOW);

  it('is trusted again by the Kafka client that was made before', async () => {
    const server = await TlsServer.start(fresh);
    await writeFile(caFile, old.cert);
    const connecting = KafkaAdmin.connect({ brokers: [`localhost:${server.port}`], ssl: true, caFile }, logger).catch(() => undefined);
    await eventually(() => { expect(server.refused).toBeGreaterThan(0); });
    await writeFile(caFile, fresh.cert);
    await eventually(() => { expect(server.trusted).toBeGreaterThan(0); }, { timeoutMs: 30_000 });
    server.stop();
    await connecting;
  }, SLOW);
});
