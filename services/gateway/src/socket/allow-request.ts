import type { IncomingMessage } from 'node:http';

/**
 * Whether a WebSocket may be opened from where a browser says that it comes from; browsers don't apply CORS to
 * WebSockets. Pages of the same host always may. Programs send no `Origin`, or the
 * address they connect to, as Python's websocket-client does.
 */
export function originAllowed(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
