import { describe, expect, it } from '@jest/globals';
import { encodeControl } from '@tapewire/feeds';
import type { LogRecord } from '@tapewire/kafka';
import { findResume } from './resume.ts';

const other = (offset: number): LogRecord => ({ offset, key: 'SPY', value: Buffer.from('{}'), headers: { source: 'generic', kind: 'trade' }, timestamp: 0 });
const clock = (line: string, acked: number, ts: number): LogRecord => ({
  offset: 0, key: '*', value: Buffer.from(encodeControl({ kind: 'clock', ts, line, acked })), headers: { source: 'tapewire', kind: 'clock' }, timestamp: 0,
});
const tails = (logs: readonly LogRecord[][]) => (p: number, n: number) => Promise.resolve((logs[p] ?? []).slice(-n));

describe('where to go on', () => {
  it('is the furthest clock of the line in any partition', async () => {
    const logs = [[clock('a', 5, 100), clock('b', 9, 300)], [clock('a', 7, 200)], []];
    expect(await findResume(3, tails(logs), (line) => line === 'a')).toMatchObject({ line: 'a', acked: 7, ts: 200 });
  });

  it('is found behind many other records', async () => {
    const logs = [[clock('a', 5, 100), ...Array.from({ length: 30_000 }, (_, i) => other(i))]];
    expect(await findResume(1, tails(logs), (line) => line === 'a')).toMatchObject({ acked: 5 });
  });

  it('is nowhere in a log without clocks of the line', async () => {
    expect(await findResume(1, tails([[other(1), clock('b', 9, 300)]]), (line) => line === 'a')).toBeUndefined();
    expect(await findResume(1, tails([[]]), () => true)).toBeUndefined();
  });
});
