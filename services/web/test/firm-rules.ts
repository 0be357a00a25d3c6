import { names } from '@tapewire/contracts';
import { encodeControl } from '@tapewire/feeds';
import { PartitionProducer } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';

/** Puts a firm's alert rules in force: a config record in each partition of the raw log. */
export async function publishRules(brokers: string, prefix: string, partitions: number, rules: readonly object[]): Promise<void> {
  const producer = await PartitionProducer.connect({ brokers: [brokers] }, createLogger('test', 'silent'));
  const recvTs = Date.now();
  const value = encodeControl({ kind: 'config', version: Math.floor(recvTs / 1000), config: { rules } });
  const headers = { source: 'tapewire', kind: 'config', recvTs: String(recvTs), v: '1' };
  await Promise.all(Array.from({ length: partitions }, (_, p) => producer.send(names(prefix).topics.raw, p, [{ key: null, value, headers }])));
  await producer.close();
}
