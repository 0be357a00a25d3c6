import { randomInt } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';

const ANY_HOST = '0.0.0.0';

/** Below what Linux and macOS hand out by themselves, so that no outgoing connection takes a port between now and its use. */
const LOWEST = 20_000;
const HIGHEST = 32_700;

/** Different TCP ports that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const server = await listen(randomInt(LOWEST, HIGHEST), ANY_HOST).catch(() => undefined);
    if (server !== undefined) servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** Whether nobody listens on the port. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    const server = await listen(port, ANY_HOST);
    await new Promise((done) => server.close(done));
    return true;
  } catch {
    return false;
  }
}

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      resolve(server);
    });
  });
}
