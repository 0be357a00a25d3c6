import { NAMESPACE, type Names } from '@tapewire/contracts';

/** Kind of a request in the protocol of @socket.io/redis-adapter. */
const SERVER_SIDE_EMIT = 6;
/** The adapter ignores requests with its own id; this one belongs to no server. */
const SENDER = 'tapewire';

/** Channel on which the socket.io Redis adapter of every gateway listens for requests. */
export const adapterChannel = (names: Names): string => `${names.adapterKey}-request#${NAMESPACE}#`;

/**
 * A `serverSideEmit(event, payload)` as the adapter reads it. Written here, not by @socket.io/redis-emitter, because the
 * commit function publishes it in Redis, with row texts that are stringified once for hash, stream and announcement.
 */
export const serverSideEmit = (event: string, payload: object): string =>
  JSON.stringify({ uid: SENDER, type: SERVER_SIDE_EMIT, data: [event, payload] });

/** Such a message in two parts, between which the texts of `rows` belong, separated by commas. */
export function announcementParts(event: string, payload: object): { readonly start: string; readonly end: string } {
  const message = serverSideEmit(event, { ...payload, rows: [] });
  const at = message.length - ']}]}'.length;
  return { start: message.slice(0, at), end: message.slice(at) };
}
