import { integer, list, port, prefixField, redisConfig, secret, text } from '@tapewire/config';
import { z } from 'zod';

/** Settings of the gateway. */
export const schema = z.object({
  prefix: prefixField,
  redis: redisConfig,
  port: port('GATEWAY_PORT', 'Port of the socket.io server', { default: 8081 }),
  origins: list('ALLOWED_ORIGINS', 'Origins of pages that may connect besides those of the same host, `*` for all', { default: [] }),
  proxies: integer('TRUSTED_PROXIES', 'Proxies in front that add to X-Forwarded-For', { default: 0, min: 0, max: 10 }),
  plansFile: text('PLANS_FILE', 'YAML or JSON file with the plans, read again when it changes', { optional: true }),
  tokens: z.object({
    secret: secret('JWT_SECRET', 'Key of HS256 tokens, for the demo and tests; at least 32 bytes', { optional: true }),
    previousSecret: secret('JWT_SECRET_PREVIOUS', 'The key before JWT_SECRET while it is being rotated: its tokens are accepted too', { optional: true }),
    jwksUrl: text('JWKS_URL', 'Address of the identity provider’s key set', { optional: true }),
    algorithms: list('JWT_ALGORITHMS', 'Signature algorithms accepted with JWKS_URL', { default: ['RS256', 'ES256'] }),
    issuer: text('JWT_ISSUER', 'Required issuer of tokens', { optional: true }),
    audience: text('JWT_AUDIENCE', 'Required audience of tokens', { optional: true }),
  }),
  ringRows: integer('RING_ROWS', 'Newest rows of each partition kept in memory for snapshots and catching up', { default: 2048, min: 1, max: 100_000 }),
  batch: z.object({
    min: integer('BATCH_MIN_MS', 'Shortest time between two flushes of the rows that wait', { default: 5, min: 1, max: 1000 }),
    max: integer('BATCH_MAX_MS', 'Longest time, reached when delivery takes 40 % of the pod’s time', { default: 100, min: 1, max: 5000 }),
  }),
  buffer: integer('OUTGOING_BUFFER_BYTES', 'Bytes that may wait for one client before it is told to catch up', { default: 1_048_576, min: 16_384 }),
  maxPayload: integer('MAX_MESSAGE_BYTES', 'Largest message of a client', { default: 65_536, min: 4096, max: 1_048_576 }),
  connectionsPerAddress: integer('CONNECTIONS_PER_ADDRESS', 'Connections to this pod from one address', { default: 10_000, min: 1 }),
  connectionsPerUser: integer('CONNECTIONS_PER_USER', 'Connections to this pod of one user, whatever the plan', { default: 5000, min: 1 }),
  queries: z.object({
    concurrent: integer('QUERIES_CONCURRENT', 'Redis Search queries under way at once', { default: 8, min: 1, max: 256 }),
    waiting: integer('QUERIES_WAITING', 'Queries that may wait; more are refused', { default: 500, min: 0 }),
  }),
  capacity: z.object({
    sockets: integer('CAPACITY_SOCKETS', 'Connections that fill this pod', { default: 5000, min: 1 }),
    loopDelay: integer('CAPACITY_LOOP_DELAY_MS', 'Event-loop delay (90th percentile of a second) at which it is full', { default: 500, min: 1 }),
    bytesPerSecond: integer('CAPACITY_BYTES_PER_SECOND', 'Outgoing bytes per second that fill it', { default: 100_000_000, min: 1 }),
    bufferedBytes: integer('CAPACITY_BUFFERED_BYTES', 'Bytes waiting for clients that fill it', { default: 268_435_456, min: 1 }),
  }),
  drain: integer('GATEWAY_DRAIN_MS', 'Time over which the connections are closed on shutdown', { default: 3000, min: 0 }),
});

export type GatewayConfig = z.output<typeof schema>;
