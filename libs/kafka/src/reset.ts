import { TapewireError, type Names } from '@tapewire/contracts';
import type { KafkaAdmin } from './admin.ts';
import { beginEpoch, type Epoch } from './epoch.ts';
import type { PartitionProducer } from './producer.ts';

/** Services whose groups must be empty: they would go on with what they have in memory. */
const STAGES = ['normalizer', 'redis-indexer'] as const;

/**
 * Begins a new epoch: the outputs are emptied and will be made again from what `tapewire.raw` still holds; checkpoints,
 * Redis and bookmarks of the old epoch no longer count. Refused while a normalizer or indexer runs.
 */
export async function resetTape(admin: KafkaAdmin, producer: PartitionProducer, names: Names): Promise<Epoch> {
  for (const stage of STAGES) {
    const members = await admin.groupMembers(names.group(stage));
    if (members.length > 0) {
      throw new TapewireError('KAFKA_TOPICS_INVALID', `Group ${names.group(stage)}: expected no members during a reset, was ${members.length}: stop all ${stage} processes first`);
    }
  }
  const { trades, alerts, flow, dlq } = names.topics;
  for (const topic of [trades, alerts, flow, dlq]) await admin.emptyTopic(topic);
  return beginEpoch(admin, producer, names);
}
