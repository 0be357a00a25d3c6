import { decimal, integer, kafkaConfig, keepDaysField, prefixField } from '@tapewire/config';
import { z } from 'zod';

export const schema = z.object({
  prefix: prefixField,
  kafka: kafkaConfig,
  tape: z.object({
    largePremium: decimal('LARGE_PREMIUM', 'Premium in US dollars from which a print is flagged large', { default: 100_000, min: 0 }),
    rate: decimal('INTEREST_RATE', 'Interest rate for volatility and Greeks until reference data tells one (0.04 = 4 %)', { default: 0, min: -1, max: 1 }),
  }),
  checkpointMs: integer('CHECKPOINT_INTERVAL_MS', 'Longest time between two checkpoints of a partition in use', { default: 5000, min: 100 }),
  keepDays: keepDaysField,
  maxBatch: integer('NORMALIZER_BATCH', 'Most raw records per write', { default: 1000, min: 1, max: 5000 }),
});
export type NormalizerConfig = z.output<typeof schema>;
