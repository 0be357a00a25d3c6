import { decimal, integer, kafkaConfig, keepDaysField, prefixField, redisConfig } from '@tapewire/config';
import { z } from 'zod';

const MINUTE = 60_000;

/** What the indexer can be told. */
export const schema = z.object({
  prefix: prefixField,
  kafka: kafkaConfig,
  redis: redisConfig,
  keepDays: keepDaysField,
  keepSessions: integer('KEEP_SESSIONS', 'Trading sessions that trades stay in Redis, the one they are received in included', { default: 2, min: 1, max: 30 }),
  tapeKeep: integer('TAPE_KEEP', 'Stream entries kept per partition and tape, more while they are younger than the longest delay and 5 minutes', { default: 100_000, min: 100 }),
  longestDelay: integer('LONGEST_DELAY_MS', 'Longest delay of any plan', { default: 15 * MINUTE, min: 0 }),
  notable: z.object({
    sessions: integer('NOTABLE_SESSIONS', 'Trading sessions that notable trades stay in Redis', { default: 10, min: 1, max: 100 }),
    premium: decimal('NOTABLE_PREMIUM', 'A trade is notable from this premium on, US dollars', { default: 1_000_000, min: 0 }),
    score: decimal('NOTABLE_SCORE', 'A trade is notable from this score on', { default: 80, min: 0 }),
  }),
  batch: integer('INDEX_BATCH', 'Most records in one commit to Redis', { default: 250, min: 1, max: 1000 }),
});
export type IndexerConfig = z.output<typeof schema>;
