import { describe, expect, it } from '@jest/globals';
import { parseFilter } from '@tapewire/filter';
import { complete, errorRange } from './completion.ts';

const texts = (text: string) => complete(text, text.length).suggestions.map((suggestion) => suggestion.text);

describe('completion of filters', () => {
  it('offers fields for the beginning of a word, the common ones first', () => {
    expect(texts('prem')[0]).toBe('premium>=');
    expect(texts('right:call ti')[0]).toBe('ticker:');
  });

  it('offers fields after a minus and keeps the minus', () => {
    const completion = complete('-fla', 4);
    expect([completion.from, completion.suggestions[0]?.text]).toEqual([1, 'flag:']);
  });

  it('offers the values of a closed field, also for the second one of a list', () => {
    expect(texts('flag:sw')).toEqual(['sweep']);
    expect(texts('side:ask,ab')).toEqual(['aboveAsk']);
    expect(texts('right:')).toEqual(['call', 'put']);
  });

  it('asks for tickers where a ticker is typed', () => {
    expect(complete('premium>=1M ticker:NV', 21).tickerPrefix).toBe('NV');
    expect(complete('ticker:NVDA,A', 13).tickerPrefix).toBe('A');
  });

  it('marks the word that an error points at', () => {
    const text = 'right:call tikker:NVDA size>1';
    const parsed = parseFilter(text);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    const { from, to } = errorRange(text, parsed.error.at);
    expect(text.slice(from, to)).toBe('tikker:NVDA');
  });
});
