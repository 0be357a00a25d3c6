import { describe, expect, it } from '@jest/globals';
import { RecordQueue } from './record-queue.ts';
import type { InRecord } from './records.ts';

const records = (from: number, to: number, bytes = 1): InRecord[] =>
  Array.from({ length: to - from }, (_, i) => ({ offset: from + i, key: null, value: Buffer.alloc(bytes), headers: {}, timestamp: 0 }));

describe('RecordQueue', () => {
  it('gives out what it took, in order', () => {
    const queue = new RecordQueue(10);
    queue.restart(5);
    expect(queue.push(records(5, 8))).toBeUndefined();
    expect(queue.push(records(8, 9))).toBeUndefined();
    expect(queue.take(2).map(({ offset }) => offset)).toEqual([5, 6]);
    expect(queue.take(9).map(({ offset }) => offset)).toEqual([7, 8]);
    expect(queue.expected).toBe(9);
  });

  it('takes nothing of a batch that begins elsewhere or has a hole, and names the stray offset', () => {
    const queue = new RecordQueue(10);
    expect(queue.push(records(3, 5))).toBe(3);
    expect(queue.push([...records(0, 2), ...records(3, 5)])).toBe(3);
    expect(queue.size).toBe(0);
    expect(queue.push(records(0, 2))).toBeUndefined();
    expect(queue.push(records(1, 3))).toBe(1);
  });

  it('is full by records or by bytes, and roomy again below half of it', () => {
    const queue = new RecordQueue(4);
    queue.push(records(0, 5));
    expect([queue.full, queue.roomy]).toEqual([true, false]);
    queue.take(2);
    expect([queue.full, queue.roomy]).toEqual([false, false]);
    queue.take(2);
    expect(queue.roomy).toBe(true);
    queue.restart(0);
    queue.push(records(0, 3, 3_000_000));
    expect(queue.full).toBe(true);
  });
});
