import { describe, expect, it } from '@jest/globals';
import { helpText, parseOptions, positiveNumber, wholeNumber } from './options.ts';

const SPECS = {
  rate: { value: 'N', doc: 'trades a second', check: positiveNumber },
  port: { value: 'P', doc: 'the page', check: wholeNumber(1, 65_535) },
  keep: { doc: 'go on' },
};
const parse = (...args: string[]) => parseOptions(SPECS, args);

describe('parseOptions', () => {
  it('reads values after a space or an equals sign, and switches', () => {
    expect(parse('--rate', '5', '--port=80', '--keep').values).toEqual({ rate: '5', port: '80', keep: 'true' });
  });

  it('reads a negative value after an equals sign as a value', () => {
    expect(() => parse('--rate=-1')).toThrow('--rate must be a number above 0, was -1');
  });

  it.each([
    [['--rats', '5'], 'unknown option: --rats (known: --rate, --port, --keep)'],
    [['--rate'], '--rate needs a value: --rate N'],
    [['--keep=no'], '--keep takes no value, was no'],
    [['extra'], 'unexpected argument: extra (see --help)'],
    [['--port', '70000'], '--port must be a whole number from 1 to 65535, was 70000'],
    [['--rate', 'fast'], '--rate must be a number above 0, was fast'],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it('knows --help', () => {
    expect(parse('--help').help).toBe(true);
  });
});

it('helpText lists every option with its meaning', () => {
  expect(helpText('usage: x', SPECS)).toBe('usage: x\n\n  --rate N  trades a second\n  --port P  the page\n  --keep    go on');
});
