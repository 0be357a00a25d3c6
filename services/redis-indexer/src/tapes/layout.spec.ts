import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { TRADE_COLUMNS } from '@tapewire/contracts';
import { INDEX_FIELDS } from '@tapewire/filter';
import { LAYOUT } from '@tapewire/redis';

/** Of each layout: the attributes of the index, and the columns that a row begins with. */
const KNOWN = { layout: 1, columns: 59, digest: '982def1f11a09f78' };

describe('the layout of Redis', () => {
  it('has another number as soon as index or columns are others, so that what an earlier build filled is filled anew', () => {
    const columns = TRADE_COLUMNS.slice(0, KNOWN.columns).map(({ name }) => name);
    const digest = createHash('sha256').update(JSON.stringify([INDEX_FIELDS, columns])).digest('hex').slice(0, 16);
    expect({ layout: LAYOUT, columns: columns.length, digest }).toEqual(KNOWN);
  });
});
