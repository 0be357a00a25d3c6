import { describe, expect, test } from '@jest/globals';
import type { Alert, ContractSymbol, IsoDate } from '@tapewire/contracts';
import { CALL, Desk, PUT } from '../../test/desk.ts';
import { DEFAULT_TAPE_CONFIG } from '../tape-config.ts';
import { PartitionTape } from '../tape.ts';

/** From Friday at ten to the clock of Monday morning. */
const MONDAY = 3 * 86_400_000;

/** Friday: 400 contracts are open in the call, and 500 are bought at 9.00 by an unusual, opening order of two prints. */
function friday(desk = new Desk()): Desk {
  desk.openInterest(400);
  desk.openInterest(1000, PUT);
  desk.quote(8.9, 9);
  desk.print(300, 9);
  desk.print(300, 9, { at: 100 });
  return desk;
}

/** The set of a later morning, then clocks until everything is told. */
function morning(desk: Desk, oi: Readonly<Record<string, number>>, date = '2026-11-23'): Alert[] {
  for (const [contract, value] of Object.entries(oi)) desk.give({ kind: 'openInterest', contract: contract as ContractSymbol, oi: value, date: date as IsoDate });
  desk.give({ kind: 'reference', reference: { type: 'openInterestComplete', date: date as IsoDate } });
  return Array.from({ length: 3 }, (_, i) => desk.clock(MONDAY + i * 1000).alerts).flat();
}

describe('the open interest of the morning after', () => {
  test.each([
    ['rose by the order’s 600 or more', 1000, 'opened', 'medium'],
    ['rose by less', 999, 'unclear', 'low'],
    ['fell by some', 300, 'unclear', 'low'],
  ])('%s', (_name, oi, verdict, severity) => {
    const [alert, ...others] = morning(friday(), { [CALL]: oi });
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      id: 'open-interest:0-3', rule: 'open-interest', severity, oiChange: { verdict, from: 400, to: oi, date: '2026-11-23' },
      figures: { size: 600, oiBefore: 400, oi, change: oi - 400 }, trade: { id: '0-4', contract: CALL, tradeDate: '2026-11-20', order: { prints: 2, size: 600 } },
    });
  });

  test('fell by the order’s size: it closed', () => {
    const desk = new Desk();
    desk.openInterest(1000);
    desk.quote(8.9, 9);
    desk.print(600, 9, { conditions: ['S'] });
    expect(morning(desk, { [CALL]: 400 })).toMatchObject([{ oiChange: { verdict: 'closed', from: 1000, to: 400 } }]);
  });

  test('a contract that is not in the complete set has none left', () => {
    expect(morning(friday(), {})).toMatchObject([{ oiChange: { verdict: 'unclear', from: 400, to: 0 } }]);
  });

  test('is told once, and not of orders without a flag', () => {
    const desk = friday();
    desk.print(5, 9, { at: 60_000, contract: PUT });
    expect(morning(desk, { [CALL]: 1000, [PUT]: 1005 })).toHaveLength(1);
    expect(morning(desk, { [CALL]: 1100 }, '2026-11-24')).toEqual([]);
  });

  test('says nothing certain when a morning’s set was missed', () => {
    expect(morning(friday(), { [CALL]: 5000 }, '2026-11-24')).toMatchObject([{ oiChange: { verdict: 'unclear', to: 5000 } }]);
  });

  test('counts what was cancelled out', () => {
    const desk = friday();
    desk.give({ kind: 'cancel', ...desk.terms(300, 9, { at: 100, conditions: ['A'] }) });
    expect(morning(desk, { [CALL]: 700 })).toMatchObject([{ oiChange: { verdict: 'opened' }, figures: { size: 300, change: 300 } }]);
  });

  test('waits for what belongs to the next day in a checkpoint', () => {
    const whole = friday();
    const chunks = [...whole.tape.snapshot()].map(({ key, bytes }) => ({ key, bytes }));
    const restored = new Desk(PartitionTape.restore(0, DEFAULT_TAPE_CONFIG, chunks), 5);
    expect(morning(restored, { [CALL]: 1000 })).toEqual(morning(whole, { [CALL]: 1000 }));
  });

  test('of many orders is told bit by bit, so that no record grows beyond bounds', () => {
    const desk = friday();
    for (let i = 0; i < 120; i++) desk.print(2000 + i * 2000, 9, { at: 10_000 + i * 6000 });
    desk.give({ kind: 'openInterest', contract: CALL, oi: 9_000_000, date: '2026-11-23' as IsoDate });
    desk.give({ kind: 'reference', reference: { type: 'openInterestComplete', date: '2026-11-23' as IsoDate } });
    const told = Array.from({ length: 5 }, (_, i) => desk.clock(MONDAY + i * 1000).alerts.length);
    expect(told).toEqual([50, 50, 21, 0, 0]);
  });
});
