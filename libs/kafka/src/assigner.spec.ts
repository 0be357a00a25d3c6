import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { share, type Member } from './assigner.ts';

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
const groups = fc.record({ partitions: fc.nat(48), ids }).chain(({ partitions, ids: names }) =>
  fc.record({
    partitions: fc.constant(partitions),
    members: fc.tuple(...names.map((id) => fc.record({ id: fc.constant(id), owned: fc.array(fc.nat(Math.max(0, partitions - 1)), { maxLength: partitions }) }))),
  }),
);
const fresh = (names: readonly string[]): Member[] => names.map((id) => ({ id, owned: [] }));
const rejoining = (shares: ReadonlyMap<string, readonly number[]>): Member[] => [...shares].map(([id, owned]) => ({ id, owned }));

describe('sharing partitions', () => {
  it('gives every partition to exactly one member, evenly, whatever members claim', () => {
    fc.assert(fc.property(groups, ({ partitions, members }) => {
      const shares = share(partitions, members);
      const given = [...shares.values()].flat().sort((a, b) => a - b);
      expect(given).toEqual(Array.from({ length: partitions }, (_, p) => p));
      const sizes = [...shares.values()].map((own) => own.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }));
  });

  it('does not depend on the order of members', () => {
    fc.assert(fc.property(groups, ({ partitions, members }) => {
      expect(share(partitions, [...members].reverse())).toEqual(share(partitions, members));
    }));
  });

  it('moves nothing when the same members rejoin', () => {
    fc.assert(fc.property(fc.nat(48), ids, (partitions, names) => {
      const before = share(partitions, fresh(names));
      expect(share(partitions, rejoining(before))).toEqual(before);
    }));
  });

  it('takes no more than its share from each when a member comes', () => {
    const before = share(12, fresh(['a', 'b', 'c']));
    const after = share(12, [...rejoining(before), { id: 'd', owned: [] }]);
    for (const id of ['a', 'b', 'c']) {
      const kept = after.get(id) ?? [];
      expect(kept).toHaveLength(3);
      expect(before.get(id)).toEqual(expect.arrayContaining(kept));
    }
  });

  it('leaves what the others have when a member goes', () => {
    const before = share(12, fresh(['a', 'b', 'c', 'd']));
    const after = share(12, rejoining(before).filter(({ id }) => id !== 'b'));
    for (const [id, own] of after) expect(own).toEqual(expect.arrayContaining(before.get(id) ?? ['gone']));
  });
});
