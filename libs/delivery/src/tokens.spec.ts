import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBookmark, encodeBookmark } from './bookmark.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const heads = fc.array(fc.integer({ min: -1, max: 2 ** 40 }), { minLength: 1, maxLength: 96 });
const epoch = fc.nat();

test('a bookmark is what it was made from', () => {
  fc.assert(fc.property(epoch, heads, (e, h) => {
    expect(decodeBookmark(encodeBookmark({ epoch: e, heads: h }))).toEqual({ epoch: e, heads: h });
  }));
});

test('a cursor is what it was made from, its time to the microsecond', () => {
  const before = fc.option(fc.integer({ min: 0, max: 2e15 }).map((micros) => micros / 1000), { nil: undefined });
  fc.assert(fc.property(epoch, heads, fc.maxSafeNat(), before, (e, h, rank, time) => {
    const cursor = { epoch: e, heads: h, rank, ...(time === undefined ? {} : { before: time }) };
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
  }));
});

test('a text that was changed in any place is no bookmark', () => {
  fc.assert(fc.property(epoch, heads, fc.nat(), fc.constantFrom('A', 'z', '7', '_', '', 'AA', '%'), (e, h, at, put) => {
    const text = encodeBookmark({ epoch: e, heads: h });
    const i = at % text.length;
    const changed = text.slice(0, i) + put + text.slice(i + 1);
    // The last character of base64 has bits that say nothing.
    fc.pre(changed !== text && i < text.length - 1);
    expect(decodeBookmark(changed)).toBeUndefined();
  }));
});

test('no text at all makes the decoders throw, and a cursor is no bookmark', () => {
  fc.assert(fc.property(fc.string(), (text) => {
    for (const kind of ['', 'b1', 'c1', 'b2']) {
      decodeBookmark(kind + text);
      decodeCursor(kind + text);
    }
  }));
  expect(decodeBookmark(encodeCursor({ epoch: 1, heads: [1], rank: 5 }))).toBeUndefined();
  expect(decodeBookmark(`b1${'A'.repeat(20_000)}`)).toBeUndefined();
});

test('a bookmark of the largest installation fits into a request', () => {
  expect(encodeBookmark({ epoch: 1000, heads: Array.from({ length: 1024 }, () => 2 ** 34) }).length).toBeLessThan(8192);
});
