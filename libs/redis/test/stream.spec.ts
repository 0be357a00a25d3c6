import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Installation } from './fixtures.ts';

describe('reading a tape', () => {
  let tape: Installation;
  beforeAll(async () => {
    tape = await (await Installation.on()).open(0, 1, 2);
    await tape.writer.commit(tape.batch(0, -1, [2, 5, 6]));
    await tape.writer.commit(tape.batch(0, 6, [9, 20]));
    await tape.redis.xtrim(tape.names.tapeKey(0), 'MINID', '6-0');
  });
  afterAll(() => tape.close());

  test.each([
    [20, false, []],
    [9, false, [20]],
    [6, false, [9, 20]],
    [5, false, [6, 9, 20]],
    [2, true, [6, 9, 20]],
    [-1, true, [6, 9, 20]],
  ])('after %i: trimmed %p, entries %p', async (after, trimmed, offs) => {
    const stretch = await tape.reader.readTape(0, after, 100);
    expect([stretch.trimmed, stretch.entries.map((e) => e.off)]).toEqual([trimmed, offs]);
    expect(stretch.state).toMatchObject({ p: 0, epoch: 1, head: 20 });
  });

  test('is cut at the limit without being called trimmed', async () => {
    const stretch = await tape.reader.readTape(0, 6, 1);
    expect([stretch.trimmed, stretch.entries.map((e) => e.off)]).toEqual([false, [9]]);
  });

  test('an empty partition has nothing and lacks nothing', async () => {
    expect(await tape.reader.readTape(1, -1, 10)).toMatchObject({ trimmed: false, entries: [], state: { head: -1 } });
  });

  test('a head without its stream is a trimmed one', async () => {
    await tape.writer.commit(tape.batch(2, -1, [0, 1]));
    await tape.redis.xtrim(tape.names.tapeKey(2), 'MAXLEN', 0);
    expect(await tape.reader.readTape(2, 0, 10)).toMatchObject({ trimmed: true, entries: [] });
  });

  test('backward it goes from the newest to where the stream begins', async () => {
    const page = await tape.reader.readBack('trades', 0, undefined, 2);
    expect([page.trimmed, page.entries.map((e) => e.off)]).toEqual([false, [20, 9]]);
    const rest = await tape.reader.readBack('trades', 0, 9, 2);
    expect([rest.trimmed, rest.entries.map((e) => e.off)]).toEqual([true, [6]]);
  });

  test('a partition that Redis does not know has epoch 0', async () => {
    expect(await tape.reader.positions([0, 77])).toMatchObject([{ p: 0, epoch: 1, head: 20 }, { p: 77, epoch: 0, head: -1 }]);
  });
});
