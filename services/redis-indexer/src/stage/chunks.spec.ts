import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chunksOf } from './chunks.ts';

const record = (size: number, offset: number) => ({ offset, key: null, value: Buffer.alloc(size), headers: {}, timestamp: 0 });

describe('batches of records', () => {
  test('keep all records in order, within both limits unless a single one is larger', () => {
    fc.assert(fc.property(fc.array(fc.nat(100)), fc.integer({ min: 1, max: 10 }), (sizes, max) => {
      const records = sizes.map(record);
      const chunks = [...chunksOf(records, max, 150)];
      expect(chunks.flat()).toEqual(records);
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(max);
        if (chunk.length > 1) expect(chunk.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThanOrEqual(150);
      }
    }));
  });
});
