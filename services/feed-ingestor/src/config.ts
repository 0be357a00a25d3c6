import { choice, decimal, flag, integer, kafkaConfig, keepDaysField, list, prefixField, secret, text } from '@tapewire/config';
import { z } from 'zod';

const SPEEDS = ['1', '60', 'max'];

/** What the topics of an installation are like: also the settings of the command that creates them. */
const topics = {
  prefix: prefixField,
  kafka: kafkaConfig,
  partitions: integer('TAPEWIRE_PARTITIONS', 'Partitions of topics that have to be created', { default: 12, min: 1, max: 1024 }),
  replication: integer('TAPEWIRE_REPLICATION', 'Replicas of topics that have to be created; default: one per broker named, at most 3', { optional: true, min: 1 }),
  retentionDays: integer('TOPIC_RETENTION_DAYS', 'Days that topics which have to be created keep records', { default: 7, min: 1, max: 365 }),
  keepDays: keepDaysField,
};
export const topicsSchema = z.object(topics);

export const schema = z.object({
  ...topics,
  createTopics: flag('CREATE_TOPICS', 'Create topics that are missing; false where a job or the Kafka operator does', { default: true }),
  feed: z.object({
    from: text('FEED', 'demo (a synthetic market), generic (a feed handler of your own), a vendor (massive, alpaca, databento, dxfeed, thetadata, tradier), a folder of files, or a file (.csv, .csv.gz, .dbn, .dbn.zst)', { default: 'demo' }),
    speed: text('FEED_SPEED', `How many times faster than its own time the feed runs (${SPEEDS.join(', ')})`, { default: '1' }),
    rate: decimal('FEED_RATE', 'Demo market: trades a second once the opening burst is over', { default: 200, min: 0.1, max: 100_000 }),
    seed: integer('FEED_SEED', 'Demo market: another seed is another market', { default: 1, min: 0 }),
    url: text('FEED_URL', 'Live feeds: address, where it is not the usual one; generic: tcp://host:port, ws://host/path or kafka://host:port,host:port/topic', { optional: true }),
    api: text('FEED_API_URL', 'Tradier: where sessions are asked for (default https://api.tradier.com); Massive: where missed trades are (default https://api.massive.com)', { optional: true }),
    key: secret('FEED_KEY', 'Live feeds: API key, token or user name', { optional: true }),
    secret: secret('FEED_SECRET', 'Live feeds: the secret or password that goes with the key', { optional: true }),
    topic: z.object({
      ssl: flag('FEED_KAFKA_SSL', 'Generic feed from Kafka: speak TLS', { default: false }),
      caFile: text('FEED_KAFKA_CA_FILE', 'Generic feed from Kafka: file with the certificate authority of the brokers (PEM)', { optional: true }),
      sasl: choice('FEED_KAFKA_SASL', 'Generic feed from Kafka: how to sign in, with FEED_KEY and FEED_SECRET', ['none', 'plain', 'scram-sha-256', 'scram-sha-512'], { default: 'none' }),
      start: choice('FEED_KAFKA_START', 'Generic feed from Kafka: where to begin the first time', ['earliest', 'latest'], { default: 'earliest' }),
    }),
    line: text('FEED_LINE', 'Live feeds: name of the line; two ingestors on one line of a numbered feed give one tape', { optional: true }),
    lacks: list('FEED_LACKS', 'Generic feed: what it cannot know (conditions, exchanges, quotes, spot, openInterest, cancels)', { default: [] }),
    contracts: list('FEED_CONTRACTS', 'Vendor feeds: OSI symbols to subscribe to; default all, where the vendor has such a subscription', { default: [] }),
    delay: integer('FEED_DELAY_MS', 'Vendor feeds: how late the feed is by its plan, milliseconds', { default: 0, min: 0 }),
    quotes: text('QUOTES', 'Vendor feeds: all quotes, none, or conflate:250 (the last of each contract in 250 ms)', { default: 'conflate:250' }),
    shift: integer('FEED_SHIFT', 'Files: whole days by which trade times and expirations move', { default: 0, min: -36_500, max: 36_500 }),
  }),
  settings: z.object({
    rules: text('RULES_FILE', 'Alert rules (YAML), read again when their content changes; default: the ones that come with Tapewire; none: no alerts', { optional: true }),
    reference: text('REFERENCE_FILE', 'Open interest, multipliers, rates and roots of the morning (NDJSON), read again when the file is another one', { optional: true }),
    thresholds: text('SETTINGS_FILE', 'Thresholds, windows and roots of the tape (YAML), read again when their content changes', { optional: true }),
  }),
  spool: z.object({
    dir: text('SPOOL_DIR', 'Folder for what is read while Kafka is away, and for sorting large files', { default: 'spool' }),
    maxBytes: integer('SPOOL_MAX_BYTES', 'Bytes the spool may hold', { default: 4_294_967_296, min: 0 }),
  }),
});
export type TopicsConfig = z.output<typeof topicsSchema>;
export type IngestorConfig = z.output<typeof schema>;
