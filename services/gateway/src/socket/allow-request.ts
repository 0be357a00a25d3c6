import type { IncomingMessage } from 'node:http';

/**
 * Whether a WebSocket may be opened from where a browser says that it comes from; browsers don't apply CORS to
 * WebSockets. Without configured origins only pages of the same host may. Programs send no `Origin`.
 */
export function originAllowed(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return true;
  return origins.length === 0 && URL.canParse(origin) && new URL(origin).host === host;
}
