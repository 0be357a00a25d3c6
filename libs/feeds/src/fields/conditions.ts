import type { FeedEvent, TradePrint } from '@tapewire/contracts';
import { malformed } from './malformed.ts';

/** OPRA sale conditions (participant interface specification 6.4a, and older ones that vendors still carry). */
const OPRA_LETTER = /^[A-QSa-v]$/;

/** CANC, CNCL, CNCO, CNOL and CSTP take an earlier print off the tape. */
const CANCELS: ReadonlySet<string> = new Set(['A', 'C', 'E', 'G', 'O']);

/** OPRA letters of a print, from an array of them. */
export function conditionLetters(field: string, was: unknown): readonly string[] {
  if (!Array.isArray(was)) throw malformed(field, 'a list of OPRA condition letters', was);
  return was.map((letter: unknown, i) => {
    if (typeof letter !== 'string' || !OPRA_LETTER.test(letter)) {
      throw malformed(`${field}[${i}]`, 'an OPRA condition letter A–Q, S or a–v', letter);
    }
    return letter;
  });
}

/** A print, or the cancel that its conditions make it. */
export const printEvent = (print: TradePrint): FeedEvent =>
  print.conditions?.some((letter) => CANCELS.has(letter)) === true ? { kind: 'cancel', ...print } : { kind: 'trade', ...print };
