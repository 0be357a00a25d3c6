import type { Flag } from '@tapewire/contracts';
import { type FlagMask, maskOf } from '../flags.ts';

/** What a cancel names: the trade it acts on among those of equal contract, exchange, price and size. */
export type CancelChoice = 'latest' | 'first' | 'only';

/** One OPRA sale condition ("message type" of a last-sale report). */
export interface SaleCondition {
  readonly letter: string;
  /** OPRA's name. */
  readonly name: string;
  readonly flags: readonly Flag[];
  readonly cancel?: CancelChoice;
}

const condition = (letter: string, name: string, flags: readonly Flag[] = [], cancel?: CancelChoice): SaleCondition =>
  cancel === undefined ? { letter, name, flags } : { letter, name, flags, cancel };

/** Every letter OPRA has given out (specification 6.4a, and older ones that vendors still carry). */
export const SALE_CONDITIONS: readonly SaleCondition[] = [
  condition('A', 'CANC', [], 'latest'),
  condition('B', 'OSEQ', ['late']),
  condition('C', 'CNCL', [], 'latest'),
  condition('D', 'LATE', ['late']),
  condition('E', 'CNCO', [], 'first'),
  condition('F', 'OPEN', ['late']),
  condition('G', 'CNOL', [], 'only'),
  condition('H', 'OPNL', ['late']),
  condition('I', 'AUTO'),
  condition('J', 'REOP'),
  condition('K', 'AJST', ['adjusted']),
  condition('L', 'SPRD', ['multileg']),
  condition('M', 'STDL', ['multileg']),
  condition('N', 'STPD'),
  condition('O', 'CSTP', [], 'latest'),
  condition('P', 'BWRT', ['stockTied']),
  condition('Q', 'CMBO', ['multileg']),
  condition('R', 'SPIM'),
  condition('S', 'ISOI', ['iso']),
  condition('T', 'BNMT'),
  condition('X', 'XMPT'),
  condition('a', 'SLAN', ['auction']),
  condition('b', 'SLAI', ['auction', 'iso']),
  condition('c', 'SLCN', ['cross']),
  condition('d', 'SLCI', ['cross', 'iso']),
  condition('e', 'SLFT', ['floor']),
  condition('f', 'MLET', ['multileg']),
  condition('g', 'MLAT', ['multileg', 'auction']),
  condition('h', 'MLCT', ['multileg', 'cross']),
  condition('i', 'MLFT', ['multileg', 'floor']),
  condition('j', 'MESL', ['multileg']),
  condition('k', 'TLAT', ['stockTied', 'auction']),
  condition('l', 'MASL', ['multileg', 'auction']),
  condition('m', 'MFSL', ['multileg', 'floor']),
  condition('n', 'TLET', ['stockTied']),
  condition('o', 'TLCT', ['stockTied', 'cross']),
  condition('p', 'TLFT', ['stockTied', 'floor']),
  condition('q', 'TESL', ['stockTied']),
  condition('r', 'TASL', ['stockTied', 'auction']),
  condition('s', 'TFSL', ['stockTied', 'floor']),
  condition('t', 'CBMO', ['multileg', 'floor']),
  condition('u', 'MCTP', ['compression']),
  condition('v', 'EXHT', ['extended']),
];

const BY_LETTER: ReadonlyMap<string, SaleCondition> = new Map(SALE_CONDITIONS.map((c) => [c.letter, c]));

/** The condition of an OPRA letter; undefined for letters OPRA does not use. */
export const saleCondition = (letter: string): SaleCondition | undefined => BY_LETTER.get(letter);

/** A vendor's code as an OPRA letter: `null` = a regular sale (no letter), `refused` with the reason otherwise. */
export type VendorCondition = { readonly letter: string | null } | { readonly refused: string };

const letterOrRefused = (letter: string): VendorCondition =>
  BY_LETTER.has(letter) ? { letter } : { refused: `OPRA has no sale condition ${letter}` };

const MASSIVE_UPPER = 201;
const MASSIVE_LOWER = 227;
const MASSIVE_LAST = 248;

/** Massive (Polygon): 201–226 = A–Z, 227–248 = a–v; 0 and 200 are regular sales. */
export function massiveCondition(code: number): VendorCondition {
  if (code === 0 || code === 200) return { letter: null };
  if (!Number.isInteger(code) || code < MASSIVE_UPPER || code > MASSIVE_LAST) {
    return { refused: `no option sale condition ${code}, expected 201–248` };
  }
  const upper = code < MASSIVE_LOWER;
  return letterOrRefused(String.fromCharCode(upper ? 65 + code - MASSIVE_UPPER : 97 + code - MASSIVE_LOWER));
}

/** Theta Data's codes for option sales below its OPRA block (its table serves stocks too). */
const THETA_OLD: Readonly<Record<number, string | null>> = {
  0: null, 2: 'B', 5: 'H', 6: 'F', 18: 'I', 21: 'K', 33: 'J', 35: 'L', 36: 'M', 37: 'P', 38: 'Q', 40: 'A', 41: 'C', 42: 'E',
  43: 'G', 44: 'O', 95: 'S', 106: 'R', 107: 'T', 108: 'X', 118: 'v', 147: 'u', 148: 'v',
};

const THETA_FIRST = 125;
const THETA_LAST = 144;

/** Theta Data: 125–144 = a–t, 147 = u, 148 = v; 145 and 146 tell an aggressor, which OPRA does not report. */
export function thetaCondition(code: number): VendorCondition {
  const old = THETA_OLD[code];
  if (old !== undefined) return { letter: old };
  if (code >= THETA_FIRST && code <= THETA_LAST) return letterOrRefused(String.fromCharCode(97 + code - THETA_FIRST));
  if (code === 145 || code === 146) return { refused: `code ${code} tells the aggressor, not a condition of the sale` };
  return { refused: `no option sale condition ${code}` };
}

/** What the conditions of one print amount to. */
export interface ConditionSummary {
  readonly flags: FlagMask;
  readonly cancel?: CancelChoice;
}

const NOTHING: ConditionSummary = { flags: 0 };
const SUMMARIES = new Map<string, ConditionSummary>();

/** Flags of a print's letters together (remembered by combination; unknown letters add nothing). */
export function summarize(letters: readonly string[] | undefined): ConditionSummary {
  if (letters === undefined || letters.length === 0) return NOTHING;
  const key = letters.length === 1 ? letters[0] ?? '' : letters.join('');
  let summary = SUMMARIES.get(key);
  if (summary === undefined) {
    const known = letters.map(saleCondition).filter((c) => c !== undefined);
    const flags = maskOf(known.flatMap((c) => c.flags));
    const cancel = known.find((c) => c.cancel !== undefined)?.cancel;
    summary = cancel === undefined ? { flags } : { flags, cancel };
    SUMMARIES.set(key, summary);
  }
  return summary;
}
