import type { Logger } from '@tapewire/telemetry';
import type { Cluster, Consumer } from 'kafkajs';
import { createKafka, type KafkaSettings } from './settings.ts';

/** A connection to the cluster below kafkajs' consumer groups, to read single records without joining one. */
export interface ClusterConnection {
  readonly cluster: Cluster;
  readonly close: () => Promise<void>;
}

/** kafkajs hands its cluster to assigners only, so a consumer that never runs is asked for it. */
export async function connectCluster(settings: KafkaSettings, logger: Logger): Promise<ClusterConnection> {
  let cluster: Cluster | undefined;
  const consumer: Consumer = createKafka(settings, logger).consumer({
    groupId: 'never-joined',
    partitionAssigners: [
      (config) => {
        cluster = config.cluster;
        return { name: 'none', version: 0, assign: () => Promise.resolve([]), protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }) };
      },
    ],
  });
  await consumer.connect();
  if (cluster === undefined) throw new TypeError('kafkajs gave its assigner no cluster, expected version 2.2.4');
  return { cluster, close: () => consumer.disconnect() };
}
