import type { FeedEvent, TradePrint } from '@tapewire/contracts';
import { saleCondition } from '@tapewire/market';
import { malformed } from './malformed.ts';

/** OPRA letters of a print, from an array of them. */
export function conditionLetters(field: string, was: unknown): readonly string[] {
  if (!Array.isArray(was)) throw malformed(field, 'a list of OPRA condition letters', was);
  return was.map((letter: unknown, i) => {
    if (typeof letter !== 'string' || saleCondition(letter) === undefined) {
      throw malformed(`${field}[${i}]`, 'an OPRA condition letter A–T, X or a–v', letter);
    }
    return letter;
  });
}

/** A print, or the cancel that its conditions make it. */
export const printEvent = (print: TradePrint): FeedEvent =>
  print.conditions?.some((letter) => saleCondition(letter)?.cancel !== undefined) === true
    ? { kind: 'cancel', ...print }
    : { kind: 'trade', ...print };
