import { describe, expect, test } from '@jest/globals';
import type { FlowMinute, FlowOutput } from '@tapewire/contracts';
import { CALL, Desk, PUT, TEN } from '../../test/desk.ts';

const minutes = (flow: readonly FlowOutput[]): FlowMinute[] => flow.filter((f) => f.type === 'minute');
const of = (flow: readonly FlowOutput[], underlying: string): FlowMinute | undefined => minutes(flow).find((f) => f.underlying === underlying);

/** $10,500 of calls bought, $4,000 sold, $2,040 between, a $5,000 package; $2,100 of puts bought; 10 calls without quote side. */
function minuteOfTrading(desk: Desk): void {
  desk.quote(1, 1.05);
  desk.quote(1, 1.05, 0, PUT);
  desk.spot(200);
  desk.print(100, 1.05, { at: 1_000 });
  desk.print(40, 1, { at: 2_000 });
  desk.print(20, 1.02, { at: 3_000 });
  desk.print(50, 1, { at: 4_000, conditions: ['f'] });
  desk.print(20, 1.05, { at: 5_000, contract: PUT });
  desk.print(10, 1.05, { at: 6_000, conditions: ['D'] });
}

describe('flow', () => {
  test('sums premium, volume and count of calls and puts by where in the spread they were', () => {
    const desk = new Desk();
    minuteOfTrading(desk);
    const nothing = { premium: 0, volume: 0, count: 0 };
    const flow = desk.clock(10_000).flow;
    expect(of(flow, 'NVDA')).toEqual({
      type: 'minute', underlying: 'NVDA', minute: TEN, revision: 1, spot: 200,
      calls: {
        ask: { premium: 10_500, volume: 100, count: 1 },
        bid: { premium: 4_000, volume: 40, count: 1 },
        mid: { premium: 2_040, volume: 20, count: 1 },
        package: { premium: 5_000, volume: 50, count: 1 },
        none: { premium: 1_050, volume: 10, count: 1 },
      },
      puts: { ask: { premium: 2_100, volume: 20, count: 1 }, bid: nothing, mid: nothing, package: nothing, none: nothing },
    });
    expect(of(flow, '*')?.calls).toEqual(of(flow, 'NVDA')?.calls);
  });

  test('net premium of calls is what was bought less what was sold: 10,500 − 4,000 = 6,500', () => {
    const desk = new Desk();
    minuteOfTrading(desk);
    const calls = of(desk.clock(10_000).flow, 'NVDA')?.calls;
    expect((calls?.ask.premium ?? 0) - (calls?.bid.premium ?? 0)).toBe(6_500);
  });

  test('a minute is told again, a revision higher, only when it changed', () => {
    const desk = new Desk();
    minuteOfTrading(desk);
    expect(minutes(desk.clock(10_000).flow).map((m) => m.revision)).toEqual([1, 1]);
    expect(minutes(desk.clock(11_000).flow)).toEqual([]);
    desk.print(1, 1, { at: 12_000 });
    expect(minutes(desk.clock(13_000).flow).map((m) => m.revision)).toEqual([2, 2]);
  });

  test('a print of the next minute closes those before, without waiting for the clock', () => {
    const desk = new Desk();
    minuteOfTrading(desk);
    expect(minutes(desk.applied(1, 1, { at: 60_000 }).flow).map((m) => m.minute)).toEqual([TEN, TEN]);
  });

  test('the partition tells once a minute that its clock has passed it', () => {
    const desk = new Desk();
    expect(desk.clock(61_000).flow).toEqual([{ type: 'clock', minute: TEN + 60_000 }]);
    expect(desk.clock(62_000).flow).toEqual([]);
    expect(desk.clock(120_000).flow).toEqual([{ type: 'clock', minute: TEN + 120_000 }]);
  });

  test('a cancel and a correction put their own minute right', () => {
    const desk = new Desk();
    minuteOfTrading(desk);
    desk.clock(600_000);
    desk.give({ kind: 'cancel', ...desk.terms(40, 1, { at: 601_000 }) });
    desk.give({ kind: 'correction', was: desk.terms(100, 1.05, { at: 602_000 }), now: desk.terms(90, 1.05, { at: 602_000 }) });
    const minute = of(desk.clock(603_000).flow, 'NVDA');
    expect(minute).toMatchObject({ minute: TEN, revision: 2, calls: { bid: { premium: 0, volume: 0, count: 0 }, ask: { premium: 9_450, volume: 90, count: 1 } } });
  });

  test('a corrected price moves a print to the side it now has, and a later cancel finds it there', () => {
    const desk = new Desk();
    minuteOfTrading(desk);
    desk.give({ kind: 'correction', was: desk.terms(100, 1.05, { at: 7_000 }), now: desk.terms(100, 1, { at: 7_000 }) });
    const nothing = { premium: 0, volume: 0, count: 0 };
    expect(of(desk.clock(8_000).flow, 'NVDA')).toMatchObject({ spot: 200, calls: { ask: nothing, bid: { premium: 14_000, volume: 140, count: 2 } } });
    desk.give({ kind: 'cancel', ...desk.terms(100, 1, { at: 9_000 }) });
    expect(of(desk.clock(10_000).flow, 'NVDA')).toMatchObject({ calls: { ask: nothing, bid: { premium: 4_000, volume: 40, count: 1 } } });
  });

  test('minutes are let go of after a day of the source’s clock, and a wrong time of one print does no harm', () => {
    const desk = new Desk();
    minuteOfTrading(desk);
    desk.print(1, 1, { at: 400 * 86_400_000 });
    desk.print(1, 1, { at: 30_000 });
    expect(of(desk.clock(60_000).flow, 'NVDA')).toMatchObject({ minute: TEN, revision: 2 });
    desk.clock(2 * 86_400_000);
    desk.give({ kind: 'cancel', ...desk.terms(40, 1, { at: 2_000 }) });
    expect(minutes(desk.clock(2 * 86_400_000 + 1_000).flow)).toEqual([]);
  });

  test('contracts of one underlying add up, whatever their root', () => {
    const desk = new Desk();
    desk.print(1, 1, { contract: CALL });
    desk.print(2, 1, { contract: PUT });
    const flow = desk.clock(1_000).flow;
    expect(minutes(flow).map((m) => m.underlying)).toEqual(['NVDA', '*']);
    expect(of(flow, 'NVDA')).toMatchObject({ calls: { none: { volume: 1 } }, puts: { none: { volume: 2 } } });
  });
});
