import type { IncomingMessage } from 'node:http';

/**
 * Address of the client behind `proxies` trusted proxies: each of them adds the address it was reached from to
 * `X-Forwarded-For`, so the client's stands that many places from the end. What stands before could be made up.
 */
export function clientAddress(request: IncomingMessage, proxies: number): string {
  const remote = request.socket.remoteAddress ?? 'unknown';
  if (proxies === 0) return remote;
  const header = request.headers['x-forwarded-for'];
  const addresses = (Array.isArray(header) ? header.join(',') : header ?? '').split(',').map((address) => address.trim()).filter((address) => address !== '');
  return addresses.at(-proxies) ?? addresses[0] ?? remote;
}
