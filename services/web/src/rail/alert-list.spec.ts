import { describe, expect, it } from '@jest/globals';
import { sampleTrade } from '@tapewire/client/testing';
import { TRADE_COLUMNS } from '@tapewire/contracts';
import { printReader } from '../tape/print.ts';
import { addAlerts, alertsFrom, ownAlertId, type RailAlert } from './alert-list.ts';

const read = printReader(TRADE_COLUMNS.map((column) => column.name));
const alert = (id: string, ts: number): RailAlert => ({ id, rule: 'whale', severity: 'high', when: 'premium>=1M', ts, print: read(sampleTrade(0, ts)) });

describe('the list of alerts', () => {
  it('is newest first and has each alert once', () => {
    const list = addAlerts(addAlerts([], [alert('a', 1), alert('b', 3)]), [alert('c', 2), alert('a', 1), alert('c', 2)]);
    expect(list.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  });

  it('shows a severity and above, with the user’s own, or these alone', () => {
    const list = [alert('a', 4), { ...alert('b', 3), severity: 'medium' as const }, { ...alert('c', 2), severity: 'own' as const }, { ...alert('d', 1), severity: 'low' as const }];
    const shown = (level: Parameters<typeof alertsFrom>[1]) => alertsFrom(list, level).map(({ id }) => id).join('');
    expect([shown('all'), shown('medium'), shown('high'), shown('critical'), shown('own')]).toEqual(['abcd', 'abc', 'ac', 'c', 'c']);
  });

  it('fires a filter of the user once an order', () => {
    const order = { id: 'o', prints: 1, exchanges: 1, size: 1, premium: 1 };
    const ids = [1, 2].map((off) => ownAlertId('mine', read(sampleTrade(0, off, { order }))));
    expect(new Set(ids).size).toBe(1);
    expect(ownAlertId('mine', read(sampleTrade(0, 1)))).not.toBe(ownAlertId('mine', read(sampleTrade(0, 2))));
  });
});
