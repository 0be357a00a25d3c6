import { createRequire } from 'node:module';
import type * as kafkajs from 'kafkajs';
import { expect, it } from '@jest/globals';
import { isAway } from './away.ts';

const { KafkaJSConnectionError, KafkaJSNonRetriableError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } = createRequire(import.meta.url)('kafkajs') as typeof kafkajs;
const answer = (type: string) => new KafkaJSProtocolError(Object.assign(new Error(type), { type }));
const retried = (cause: Error) => new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 5, retryTime: 1 });

it('Kafka is away when nothing answers, or a partition has no leader', () => {
  expect(isAway(retried(new KafkaJSConnectionError('refused', {})))).toBe(true);
  expect(isAway(retried(answer('NOT_LEADER_FOR_PARTITION')))).toBe(true);
  expect(isAway(Object.assign(new KafkaJSNonRetriableError('refused'), { cause: retried(new KafkaJSConnectionError('refused', {})) }))).toBe(true);
});

it('it is not when it says no', () => {
  expect(isAway(retried(answer('UNKNOWN_TOPIC_OR_PARTITION')))).toBe(false);
  expect(isAway(answer('MESSAGE_TOO_LARGE'))).toBe(false);
  expect(isAway(new TypeError('a mistake'))).toBe(false);
});
