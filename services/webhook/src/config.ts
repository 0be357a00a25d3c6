import { choice, integer, kafkaConfig, list, prefixField, secret, text } from '@tapewire/config';
import { SEVERITIES } from '@tapewire/contracts';
import { z } from 'zod';

export const FORMATS = ['slack', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export const schema = z.object({
  prefix: prefixField,
  kafka: kafkaConfig,
  hook: z.object({
    url: secret('WEBHOOK_URL', 'Where alerts are posted, such as a Slack incoming webhook'),
    format: choice('WEBHOOK_FORMAT', 'slack: text and attachments; json: the alerts as they are on the wire', FORMATS, { default: 'slack' }),
    secret: secret('WEBHOOK_SECRET', 'Key of the signature that each post carries; without one it carries none', { optional: true }),
    page: text('WEBHOOK_PAGE_URL', 'Address of the page, for links to an alert’s trade', { optional: true }),
    perMinute: integer('WEBHOOK_PER_MINUTE', 'Most posts a minute, retries included', { default: 60, min: 1, max: 60_000 }),
    alerts: integer('WEBHOOK_ALERTS', 'Most alerts in one post', { default: 20, min: 1, max: 100 }),
    timeoutMs: integer('WEBHOOK_TIMEOUT_MS', 'How long an answer may take', { default: 10_000, min: 100, max: 120_000 }),
    maxAgeMs: integer('WEBHOOK_MAX_AGE_MS', 'Alerts that waited longer, since nobody answered, are counted and left out', { default: 3_600_000, min: 1000 }),
  }),
  only: z.object({
    severity: choice('WEBHOOK_SEVERITY', 'Lowest severity that is posted', SEVERITIES, { default: 'low' }),
    rules: list('WEBHOOK_RULES', 'Rules that are posted; default all', { default: [] }),
  }),
});
export type WebhookConfig = z.output<typeof schema>;
