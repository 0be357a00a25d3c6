import { describe, expect, it } from '@jest/globals';
import { Gathering } from './gathering.ts';

class Clock {
  time = 0;
  readonly waits: number[] = [];
  readonly now = (): number => this.time;
  readonly delay = (ms: number): Promise<void> => {
    this.waits.push(ms);
    this.time += ms;
    return Promise.resolve();
  };
}

/** Notes records at a rate until the wait has settled; gives the last one. */
async function waitAt(rate: number): Promise<number> {
  const clock = new Clock();
  const gathering = new Gathering(clock);
  for (let i = 0; i < 200; i += 1) {
    clock.time += 10;
    gathering.note(rate / 100);
    const before = clock.time;
    await gathering.over();
    gathering.note((rate * (clock.time - before)) / 1000);
  }
  return clock.waits.at(-1) ?? Number.NaN;
}

describe('gathering', () => {
  it('waits longer the more records come, within bounds', async () => {
    expect(await waitAt(0)).toBe(1);
    expect(await waitAt(100)).toBe(1);
    expect(await waitAt(1000)).toBe(8);
    expect(await waitAt(20_000)).toBe(16);
  });

  it('lets all who wait go at the same moment', async () => {
    const clock = new Clock();
    const gathering = new Gathering(clock);
    const [first, second] = [gathering.over(), gathering.over()];
    expect(second).toBe(first);
    await first;
    expect(gathering.over()).not.toBe(first);
    expect(clock.waits).toHaveLength(2);
  });
});
