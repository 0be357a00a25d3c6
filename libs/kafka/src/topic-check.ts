import type { Names } from '@tapewire/contracts';
// Node does not see this name among the exports of the CommonJS package.
import kafkajs, { type Admin } from 'kafkajs';

/** What an installation's topics must keep. */
export interface TopicNeeds {
  /** Records are kept for at least this long. */
  readonly retentionMs: number;
}

const REPLICAS = 3;

/**
 * What is wrong with the topics of an installation: each setting that could lose records, as `<topic>: <setting>: expected …,
 * was …`. Replication is only asked for where the cluster has brokers for it.
 */
export async function topicProblems(admin: Admin, { topics }: Names, needs: TopicNeeds): Promise<string[]> {
  const all = Object.values(topics);
  const [{ brokers }, metadata, described] = await Promise.all([
    admin.describeCluster(),
    admin.fetchTopicMetadata({ topics: all }),
    admin.describeConfigs({ includeSynonyms: false, resources: all.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })) }),
  ]);
  const replicated = brokers.length >= REPLICAS;
  const problems = metadata.topics.flatMap(({ name, partitions }) => {
    const fewest = Math.min(...partitions.map(({ replicas }) => replicas.length));
    return replicated && fewest < REPLICAS ? [`${name}: replication: expected ${REPLICAS}, was ${fewest}`] : [];
  });
  for (const { resourceName, configEntries } of described.resources) {
    const config = new Map(configEntries.map(({ configName, configValue }) => [configName, configValue]));
    const expect = (setting: string, expected: string, holds: (value: string) => boolean): void => {
      const value = config.get(setting) ?? 'not set';
      if (!holds(value)) problems.push(`${resourceName}: ${setting}: expected ${expected}, was ${value}`);
    };
    expect('unclean.leader.election.enable', 'false', (value) => value === 'false');
    if (replicated) expect('min.insync.replicas', 'at least 2', (value) => Number(value) >= 2);
    if (resourceName === topics.state) {
      expect('cleanup.policy', 'compact', (value) => value === 'compact');
      continue;
    }
    expect('cleanup.policy', 'delete', (value) => value === 'delete');
    expect('retention.bytes', '-1', (value) => value === '-1');
    expect('retention.ms', `at least ${needs.retentionMs}`, (value) => Number(value) === -1 || Number(value) >= needs.retentionMs);
  }
  return problems;
}
