import type { TopicOptions } from '@tapewire/kafka';
import type { TopicsConfig } from './config.ts';

const REPLICAS_MAX = 3;
const DAY_MS = 86_400_000;

/** How topics of this installation are created. */
export const topicOptions = ({ partitions, replication, retentionDays, kafka }: TopicsConfig): TopicOptions => ({
  partitions,
  replication: replication ?? Math.min(REPLICAS_MAX, kafka.brokers.length),
  retentionMs: retentionDays * DAY_MS,
});
