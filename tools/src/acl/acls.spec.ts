import { describe, expect, it } from '@jest/globals';
import { names } from '@tapewire/contracts';
import { kafkaAcls, kafkaAclsArguments } from './kafka-acls.ts';
import { redisUsers, userRules } from './redis-users.ts';

const passwords = { 'redis-indexer': 'one', 'gateway': 'two', 'admin': 'three' };

describe('the ACL file of Redis', () => {
  it('leaves no blank, holds digests only, and begins from nothing for every user', async () => {
    const file = await redisUsers('desk', passwords);
    expect(file).not.toContain('@DESK');
    expect(file).not.toMatch(/@[A-Z_]+@/);
    expect(file).not.toMatch(/>|one|two|three/);
    const users = file.trim().split('\n').map(userRules);
    expect(users.map(([user]) => user)).toEqual(['default', 'desk-redis-indexer', 'desk-gateway', 'desk-admin']);
    expect(users[0]).toEqual(['default', 'off']);
    for (const rules of users.slice(1)) expect(rules).toEqual(expect.arrayContaining(['on', 'resetkeys', 'resetchannels', '-@all']));
  });

  it('has the keys of the prefix, which are bare for the default one', async () => {
    expect(await redisUsers('desk', passwords)).toContain('~desk:trade:*');
    expect(await redisUsers('tapewire', passwords)).toContain(' ~trade:*');
  });

  it('takes a selector as one rule', () => {
    expect(userRules('user a on (+get ~b:*) +ping')).toEqual(['a', 'on', '(+get ~b:*)', '+ping']);
  });
});

describe('the ACLs of Kafka', () => {
  const { topics, group } = names('desk');
  const writers = async (topic: string): Promise<string[]> =>
    (await kafkaAcls('desk')).filter(({ operation, name }) => operation === 'Write' && name === topic).map(({ user }) => user).sort();

  it('let each topic be written by its own service alone, and by who resets; the state topic by all that keep their place in it', async () => {
    expect(await writers(topics.raw)).toEqual(['desk-feed-ingestor']);
    for (const topic of [topics.trades, topics.alerts, topics.flow]) expect(await writers(topic)).toEqual(['desk-normalizer']);
    expect(await writers(topics.state)).toEqual(['desk-feed-ingestor', 'desk-normalizer', 'desk-reset', 'desk-webhook']);
    expect(await writers(topics.dlq)).toEqual(['desk-feed-ingestor', 'desk-normalizer', 'desk-redis-indexer']);
  });

  it('let each group be joined by its own service alone', async () => {
    const joins = (await kafkaAcls('desk')).filter(({ resource, operation }) => resource === 'group' && operation === 'Read').map(({ user, name, pattern }) => [user, name, pattern]);
    expect(joins).toEqual([
      ['desk-normalizer', group('normalizer'), 'literal'], ['desk-redis-indexer', group('redis-indexer'), 'literal'],
      ['desk-webhook', group('webhook'), 'literal'],
      ['desk-sink', group('sink'), 'prefixed'], ['desk-sink', group('connect'), 'literal'],
    ]);
  });

  it('are arguments of Kafka’s own tool', async () => {
    const [first] = await kafkaAcls('desk');
    expect(kafkaAclsArguments(first!)).toBe('--add --allow-principal User:desk-topics --operation Create --topic desk. --resource-pattern-type prefixed');
  });
});
