import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Desk, TEN } from '../../test/desk.ts';
import { PartitionTape } from '../tape.ts';
import { DEFAULT_TAPE_CONFIG } from '../tape-config.ts';
import { checkRules, parseDuration, parseRules } from './rule-file.ts';

let version = 0;
function deskWith(rules: string): Desk {
  const desk = new Desk();
  const config: unknown = parse(rules);
  desk.give({ kind: 'config', version: ++version, config });
  return desk;
}

describe('a single rule', () => {
  const WHALE = 'rules: [{ id: whale, when: "order.premium>=1M", severity: high, to: { desks: [semis], plans: [realtime] } }]';

  test('fires with the trade, the rule’s text, the figures and whom it is for', () => {
    const { trades, alerts } = deskWith(WHALE).applied(2_000, 5);
    expect(alerts).toEqual([
      {
        id: 'whale:0-1', rule: 'whale', severity: 'high', when: 'order.premium>=1M', ts: TEN, recvTs: TEN + 1, trade: trades[0],
        figures: { premium: 1_000_000, size: 2_000, orderPremium: 1_000_000, orderSize: 2_000, volume: 2_000, score: expect.any(Number) },
        desks: ['semis'], plans: ['realtime'],
      },
    ]);
  });

  test('fires once for an order, when its running total gets there', () => {
    const desk = deskWith(WHALE);
    const fired = [0, 100, 200, 300].map((at) => desk.applied(800, 5, { at }).alerts.map((a) => a.id));
    expect(fired).toEqual([[], [], ['whale:0-1'], []]);
  });

  test('takes nothing back and sets nothing off by a cancel or correction, but the next print of the order counts what it changed', () => {
    const desk = deskWith(WHALE);
    expect(desk.applied(1_900, 5, { at: 0 }).alerts).toEqual([]);
    expect(desk.give({ kind: 'correction', was: desk.terms(1_900, 5, { at: 1 }), now: desk.terms(1_999, 5, { at: 1 }) }).alerts).toEqual([]);
    expect(desk.applied(1, 5, { at: 2 }).alerts.map((a) => a.figures['orderPremium'])).toEqual([1_000_000]);
    expect(desk.give({ kind: 'cancel', ...desk.terms(1, 5, { at: 3 }) }).alerts).toEqual([]);
  });

  test('fires again for the next order', () => {
    const desk = deskWith(WHALE);
    expect([0, 1_000].map((at) => desk.applied(2_000, 5, { at }).alerts.length)).toEqual([1, 1]);
  });

  test('is silent for its cooldown in the same contract only', () => {
    const desk = deskWith('rules: [{ id: a, when: "size>=1", cooldown: 1m }]');
    const put = { contract: desk.terms(1, 1).contract.replace('C002', 'P002') as ReturnType<Desk['terms']>['contract'] };
    const fired = [{ at: 0 }, { at: 30_000 }, { at: 30_001, ...put }, { at: 60_000 }].map((o) => desk.applied(1, 1, o).alerts.length);
    expect(fired).toEqual([1, 0, 1, 1]);
  });
});

describe('a repeat rule', () => {
  // The example of the design: five matching trades in one contract within a second.
  const HITS = 'rules: [{ id: nvda-hits, when: "ticker:NVDA side:ask,aboveAsk", repeat: { count: 5, within: 1s, by: contract }, cooldown: 1m }]';

  test('fires when enough matching trades come within the window, and tells their sum', () => {
    const desk = deskWith(HITS);
    desk.quote(1, 1.05);
    const alerts = [0, 200, 400, 600, 800].map((at) => desk.applied(10, 1.05, { at }).alerts);
    expect(alerts.map((a) => a.length)).toEqual([0, 0, 0, 0, 1]);
    expect(alerts[4]?.[0]?.figures).toEqual({ count: 5, premium: 5_250, size: 50, milliseconds: 800 });
  });

  test('does not count what is too far apart, what does not match, or what came late', () => {
    const desk = deskWith(HITS);
    desk.quote(1, 1.05);
    const at = [0, 300, 600, 900, 1_200, 1_500];
    expect(at.flatMap((ms) => desk.applied(10, 1.05, { at: ms }).alerts)).toEqual([]);
    expect([5_000, 5_001, 5_002, 5_003, 5_004].flatMap((ms) => desk.applied(10, 1, { at: ms }).alerts)).toEqual([]);
    expect([9_000, 9_001, 9_002, 9_003, 9_004].flatMap((ms) => desk.applied(10, 1.05, { at: ms, conditions: ['D'] }).alerts)).toEqual([]);
  });
});

describe('an out-of-character rule', () => {
  const RULE = 'rules: [{ id: big, when: "premium>=100k", times: { of: premium, over: 20, by: underlying, sessions: 5 } }]';
  const DAY = 86_400_000;
  // Five trading days before Monday, 30 November 2026: Friday 20th, then Monday to Friday without Thanksgiving.
  const DAYS = [0, 3, 4, 5, 7];

  const after = (sessions: number): Desk => {
    const desk = deskWith(RULE);
    for (const day of DAYS.slice(0, sessions)) {
      desk.print(10, 1, { at: day * DAY });
      desk.print(90, 1, { at: day * DAY + 60_000 });
    }
    return desk;
  };

  test('is silent until the symbol’s sessions are known', () => {
    expect(after(4).applied(2_000, 1, { at: 10 * DAY }).alerts).toEqual([]);
  });

  test('fires at twenty times the average print of $5,000, and tells both', () => {
    expect(after(5).applied(999, 1, { at: 10 * DAY }).alerts).toEqual([]);
    const [alert] = after(5).applied(1_000, 1, { at: 10 * DAY }).alerts;
    expect(alert?.figures).toEqual({ premium: 100_000, average: 5_000, times: 20 });
  });
});

describe('the rules in force', () => {
  test('are replaced by a newer config record only, and a rule that did not change remembers its silence', () => {
    const desk = new Desk();
    const rule = { id: 'a', when: 'size>=1', cooldown: '1h' };
    const configure = (v: number, ...rules: object[]) => desk.give({ kind: 'config', version: v, config: { rules } });
    configure(5, rule);
    expect(desk.applied(1, 1, { at: 0 }).alerts).toHaveLength(1);
    configure(5, { ...rule, id: 'b' });
    configure(6, rule, { ...rule, id: 'c' });
    expect(desk.applied(1, 1, { at: 5_000 }).alerts.map((a) => a.rule)).toEqual(['c']);
  });

  test('do not fire again for an order that is still open when they are changed', () => {
    const desk = deskWith('rules: [{ id: whale, when: "order.premium>=1M", severity: high }]');
    expect(desk.applied(2_000, 5, { at: 0 }).alerts.map((a) => a.id)).toEqual(['whale:0-1']);
    desk.give({ kind: 'config', version: ++version, config: parse('rules: [{ id: whale, when: "order.premium>=500k", severity: critical }]') as unknown });
    expect(desk.applied(2_000, 5, { at: 300 }).alerts).toEqual([]);
    expect(desk.applied(2_000, 5, { at: 2_000 }).alerts.map((a) => a.severity)).toEqual(['critical']);
  });

  test('survive a checkpoint with all they remember', () => {
    const desk = deskWith('rules: [{ id: a, when: "size>=1", repeat: { count: 2, within: 1m } }]');
    desk.print(1, 1);
    const restored = new Desk(PartitionTape.restore(0, DEFAULT_TAPE_CONFIG, desk.tape.snapshot()));
    expect(restored.applied(1, 1, { at: 1_000 }).duplicate).toBe(true);
    restored.clock(1_000);
    restored.clock(1_000);
    expect(restored.applied(1, 1, { at: 1_000 }).alerts).toHaveLength(1);
  });

  test('stay as they were when a config record has a fault, which is told by field', () => {
    const desk = deskWith('rules: [{ id: a, when: "size>=1" }]');
    const { reject } = desk.give({ kind: 'config', version: ++version, config: { rules: [{ id: 'b', when: 'premum>1' }] } });
    expect(reject).toContain('rules[0] (b).when: at 0');
    expect(desk.applied(1, 1).alerts.map((a) => a.rule)).toEqual(['a']);
  });
});

describe('the rule file', () => {
  test('the default rules have no fault', () => {
    const file: unknown = parse(readFileSync(new URL('../../config/rules.yaml', import.meta.url), 'utf8'));
    expect(checkRules(file)).toEqual([]);
    expect(parseRules(file).length).toBeGreaterThanOrEqual(12);
  });

  test.each([
    [{ rules: [{ id: 'a', when: 'premum>1' }] }, 'rules[0] (a).when: at 0'],
    [{ rules: [{ id: 'A b', when: 'size>1' }] }, 'rules[0] (A b).id'],
    [{ rules: [{ id: 'a', when: 'size>1' }, { id: 'a', when: 'size>2' }] }, 'rules[1] (a).id: another rule is called "a"'],
    [{ rules: [{ id: 'a', when: 'size>1', cooldown: '5 minutes' }] }, 'rules[0] (a).cooldown: expected a duration'],
    [{ rules: [{ id: 'a', when: 'size>1', color: 1 }] }, 'rules[0] (a): '],
    [
      { rules: [{ id: 'a', when: 'size>1', repeat: { count: 2, within: '1s' }, times: { of: 'size', over: 2, sessions: 1 } }] },
      'rules[0] (a): expected repeat or times, was both',
    ],
    ['rules', 'file: '],
  ])('%j has the fault %s', (file, fault) => {
    expect(checkRules(file).join('\n')).toContain(fault);
    expect(() => parseRules(file)).toThrow(fault);
  });

  test('is refused when its rules do not fit into one record of the log', () => {
    const desks = Array.from({ length: 50 }, (_, i) => `desk-${i}-${'x'.repeat(50)}`);
    const rules = (count: number): unknown => ({ rules: Array.from({ length: count }, (_, i) => ({ id: `r${i}`, when: 'size>1', to: { desks } })) });
    expect(checkRules(rules(70))).toEqual([]);
    expect(checkRules(rules(100))).toEqual([expect.stringMatching(/^rules: expected at most 250000 characters as JSON, was \d+$/)]);
  });

  test.each([['500ms', 500], ['1s', 1_000], ['1.5m', 90_000], ['2h', 7_200_000], ['1', undefined], ['s', undefined], ['1d', undefined], ['168h', 604_800_000], ['169h', undefined], ['99999999999999999999h', undefined]])('%s is %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});
