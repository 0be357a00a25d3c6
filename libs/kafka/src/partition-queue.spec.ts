import { describe, expect, it } from '@jest/globals';
import { PartitionQueue } from './partition-queue.ts';

describe('PartitionQueue', () => {
  it('runs one job at a time, in order', async () => {
    const queue = new PartitionQueue<number>();
    const trace: string[] = [];
    const job = (n: number) => async (): Promise<number> => {
      trace.push(`start ${n}`);
      await Promise.resolve();
      trace.push(`end ${n}`);
      return n;
    };
    expect(await Promise.all([1, 2, 3].map((n) => queue.push(job(n))))).toEqual([1, 2, 3]);
    expect(trace).toEqual(['start 1', 'end 1', 'start 2', 'end 2', 'start 3', 'end 3']);
  });

  it('fails what waits behind a failure without running it, then takes new jobs', async () => {
    const queue = new PartitionQueue<number>();
    const ran: number[] = [];
    const failing = queue.push(() => Promise.reject(new Error('no leader')));
    const behind = [2, 3].map((n) => queue.push(() => { ran.push(n); return Promise.resolve(n); }));
    const results = await Promise.allSettled([failing, ...behind]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(ran).toEqual([]);
    expect(await queue.push(() => Promise.resolve(4))).toBe(4);
  });
});
