import { describe, expect, it } from '@jest/globals';
import { boundsOf, toggleValue, topTerms, valuesOf, withBounds, withTerm } from './terms.ts';

describe('controls that edit a filter’s text', () => {
  it('keep parentheses and quotes together', () => {
    expect(topTerms('ticker:NVDA (flag:golden or premium>=5M)  order.strategy:"iron condor"')).toEqual([
      'ticker:NVDA', '(flag:golden or premium>=5M)', 'order.strategy:"iron condor"',
    ]);
  });

  it('add and remove single values and leave the rest of the text alone', () => {
    const one = toggleValue('ticker:NVDA premium>=1M', 'side', 'ask');
    expect(one).toBe('ticker:NVDA premium>=1M side:ask');
    const two = toggleValue(one, 'side', 'aboveAsk');
    expect(valuesOf(two, 'side')).toEqual(['ask', 'aboveAsk']);
    expect(toggleValue(toggleValue(two, 'side', 'ask'), 'side', 'aboveAsk')).toBe('ticker:NVDA premium>=1M');
  });

  it('know a field by its aliases', () => {
    expect(valuesOf('ticker:NVDA,AAPL', 'underlying')).toEqual(['NVDA', 'AAPL']);
    expect(withTerm('ticker:NVDA right:call', 'underlying', 'ticker:AMD')).toBe('right:call ticker:AMD');
  });

  it('never touch what is negated', () => {
    expect(withTerm('-ticker:TSLA ticker:NVDA', 'underlying', undefined)).toBe('-ticker:TSLA');
  });

  it('read and write bounds in every spelling', () => {
    expect(boundsOf('premium>=100k dte:1..30', 'premium')).toEqual({ min: '100k', max: '' });
    expect(boundsOf('premium>=100k dte:1..30', 'dte')).toEqual({ min: '1', max: '30' });
    expect(withBounds('right:call', 'otm', '5', '20')).toBe('right:call otm:5..20');
    expect(withBounds('right:call dte<=7', 'dte', '', '')).toBe('right:call');
  });

  it('put an alternative into parentheses before they add to it', () => {
    expect(withTerm('ticker:NVDA or ticker:AMD', 'right', 'right:call')).toBe('(ticker:NVDA or ticker:AMD) right:call');
  });

  it('do not take a comparison of two fields for a bound', () => {
    expect(boundsOf('size>oi', 'size')).toEqual({ min: '', max: '' });
    expect(withBounds('size>oi', 'size', '100', '')).toBe('size>oi size>=100');
  });
});
