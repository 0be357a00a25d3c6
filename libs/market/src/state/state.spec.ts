import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeenKeys } from '../seen.ts';
import type { StateChunk } from './chunks.ts';
import { NumberTable } from './number-table.ts';
import { SymbolTable } from './symbol-table.ts';

const copies = (chunks: Iterable<StateChunk>): StateChunk[] => Array.from(chunks, ({ key, bytes }) => ({ key, bytes }));

describe('seen keys', () => {
  const key = fc.tuple(fc.constantFrom('a', 'b/c', 'x/2014-06-06/7'), fc.constantFrom(16_000, 16_001), fc.oneof(fc.nat(200), fc.nat(10_000_000)));

  test('agree with a set of texts, through a snapshot in the middle', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), fc.nat(200), (keys, cut) => {
        let seen = new SeenKeys();
        const texts = new Set<string>();
        for (const [i, [line, session, number]] of keys.entries()) {
          if (i === cut) {
            const chunks = copies(seen.snapshot());
            seen = new SeenKeys();
            for (const chunk of chunks) seen.load(chunk);
          }
          const text = `${line}|${session}|${number}`;
          expect(seen.mark(line, session, number)).toBe(texts.has(text));
          texts.add(text);
        }
      }),
    );
  });

  test('of the last three sessions of a line are kept', () => {
    const seen = new SeenKeys();
    for (const session of [1, 2, 3, 4]) seen.mark('a', session, 7);
    expect([2, 3, 4].map((session) => seen.mark('a', session, 7))).toEqual([true, true, true]);
    expect(seen.mark('a', 1, 7)).toBe(false);
  });
});

describe('chunks', () => {
  test('of what has not changed are the same objects again; of what has, new ones', () => {
    const table = new NumberTable('t', 2);
    table.block(0)[0] = 1;
    table.block(5_000)[1] = 2;
    const [first, second] = [...table.snapshot()];
    table.block(5_000)[0] = 3;
    const again = [...table.snapshot()];
    expect(again[0]).toBe(first);
    expect(again[1]).not.toBe(second);
    expect(again.map((c) => c.key)).toEqual(['t/0', 't/9']);
  });

  test('of a table of texts are final once full', () => {
    const table = new SymbolTable('s');
    for (let i = 0; i < 1_500; i += 1) table.number(`T${i}`);
    const [full, growing] = [...table.snapshot()];
    table.number('another');
    const again = [...table.snapshot()];
    expect(again[0]).toBe(full);
    expect(again[1]).not.toBe(growing);
    expect(again[1]?.bytes.endsWith('another')).toBe(true);
  });

  test('that cannot be read are refused', () => {
    expect(() => { new NumberTable('t', 2).load({ key: 't/0', bytes: 'AAAA' }); }).toThrow('chunk t/0: expected a multiple of 8 bytes, was 3');
    expect(() => { new NumberTable('t', 2).load({ key: 't/x', bytes: '' }); }).toThrow('chunk key t/x has no number');
  });
});
