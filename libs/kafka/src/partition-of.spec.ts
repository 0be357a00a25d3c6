import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partition-of.ts';

const kafkas = Partitioners.DefaultPartitioner();
const metadata = (partitions: number): { partitionErrorCode: number; partitionId: number; leader: number; replicas: number[]; isr: number[] }[] =>
  Array.from({ length: partitions }, (_, partitionId) => ({ partitionErrorCode: 0, partitionId, leader: 1, replicas: [1], isr: [1] }));

describe('partitionOf', () => {
  it('agrees with Kafka’s default partitioner for every key', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 96 }), (key, partitions) => {
      expect(partitionOf(key, partitions)).toBe(kafkas({ topic: 't', partitionMetadata: metadata(partitions), message: { key, value: '' } }));
    }));
  });

  it('has not changed: the partition of a symbol is part of every id', () => {
    expect(['AAPL', 'SPX', 'NVDA', 'BRK.B', 'TSLA'].map((symbol) => partitionOf(symbol, 12))).toEqual(
      ['AAPL', 'SPX', 'NVDA', 'BRK.B', 'TSLA'].map((key) => kafkas({ topic: 't', partitionMetadata: metadata(12), message: { key, value: '' } })),
    );
  });
});
