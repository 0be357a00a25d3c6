import { describe, expect, test } from '@jest/globals';
import type { ContractSymbol } from '@tapewire/contracts';
import { type Leg, strategyOf } from './strategy.ts';

describe('strategies', () => {
  const leg = (text: string): Leg => {
    const [sign = '', size = '', right = '', strike = '', exp = '1'] = /^([-+?])(\d+)([CP])(\d+)(?:@(\d))?$/.exec(text)?.slice(1) ?? [];
    const direction = sign === '+' ? 1 : sign === '-' ? -1 : 0;
    return { contract: text as ContractSymbol, right: right === 'C' ? 'C' : 'P', strike: Number(strike), expDay: Number(exp), size: Number(size), direction, opens: false };
  };

  test.each([
    ['+1C100', undefined], ['+1C100 -1C110', 'vertical'], ['+1C100 -2C110', 'ratio'], ['-1C100@1 +1C100@2', 'calendar'], ['-1C100@1 +1C110@2', 'diagonal'],
    ['+1C100 +1P100', 'straddle'], ['?1C100 ?1P100', 'straddle'], ['+1C110 +1P90', 'strangle'], ['+1C100 -1P100', 'synthetic'],
    ['+1C110 -1P90', 'riskReversal'], ['+1C110@1 +1P90@2', 'custom'], ['+1C90 -2C100 +1C110', 'butterfly'], ['+1C90 -1C100 +1C110', 'custom'],
    ['+1C90 -1C95 -1C105 +1C110', 'condor'], ['+1P90 -1P95 -1C105 +1C110', 'ironCondor'], ['+1P90 -1P100 -1C100 +1C110', 'ironButterfly'],
    ['+1C90 -1P90 -1C100 +1P100', 'box'], ['-1C100@1 +1P100@1 +1C100@2 -1P100@2', 'jellyRoll'], ['+1C90 -1C95 +1C99 -1C105 +1C110', 'custom'],
  ])('%s is %s', (legs, strategy) => {
    expect(strategyOf(legs.split(' ').map(leg), false)).toBe(strategy);
  });

  test.each([['-1C110', 'buyWrite'], ['+1P90', 'marriedPut'], ['+1C110', 'stockTied'], ['-1C110 +1P90', 'collar']])('%s with stock is %s', (legs, strategy) => {
    expect(strategyOf(legs.split(' ').map(leg), true)).toBe(strategy);
  });
});
