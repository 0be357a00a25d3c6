import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OutRecord } from './records.ts';
import { splitBySize } from './split.ts';

const LIMIT = 1_048_576;
const record = fc.nat(400_000).map((size): OutRecord => ({ key: 'k', value: 'é'.repeat(size) }));
const bytes = (records: readonly OutRecord[]): number => records.reduce((sum, { value }) => sum + Buffer.byteLength(value ?? ''), 0);

describe('splitBySize', () => {
  it('keeps all records in order and every run within one record batch', () => {
    fc.assert(fc.property(fc.array(record, { maxLength: 12 }), (records) => {
      const parts = [...splitBySize(records)];
      expect(parts.flat()).toEqual(records);
      for (const part of parts) expect(part.length === 1 || bytes(part) < LIMIT).toBe(true);
    }), { numRuns: 40 });
  });

  it('does not copy what fits', () => {
    const records: OutRecord[] = [{ key: null, value: 'x' }];
    expect([...splitBySize(records)][0]).toBe(records);
  });
});
