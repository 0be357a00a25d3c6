import type { ContractSymbol, IsoDate, Right } from '@tapewire/contracts';
import { type DayNumber, dayNumber, isoDate, civil } from '../calendar/dates.ts';
import { resolveRoot } from './roots.ts';

/** What an option symbol says. */
export interface OptionContract {
  /** OSI symbol without padding: the identity of a contract. */
  readonly contract: ContractSymbol;
  readonly root: string;
  readonly underlying: string;
  readonly exp: IsoDate;
  readonly expDay: DayNumber;
  readonly right: Right;
  /** US dollars. */
  readonly strike: number;
  readonly adjusted: boolean;
}

/** Root of 1 to 6 letters or digits (with a dot or slash as some vendors write it), yymmdd, C or P, strike in 1/1,000 dollars. */
const SYMBOL = /^(?:O:)?([A-Z0-9]{1,6}|[A-Z]{1,5}[./][A-Z]) *(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;

/**
 * Reads an option symbol: OSI with padding (`AAPL  260918C00260000`) or without, or with Massive's prefix (`O:…`).
 * Undefined when it is none, or its date does not exist.
 */
export function parseSymbol(symbol: string, roots?: ReadonlyMap<string, string>): OptionContract | undefined {
  const match = SYMBOL.exec(symbol);
  if (!match) return undefined;
  const [, rootText = '', yy = '', mm = '', dd = '', right = '', strikeText = ''] = match;
  const root = rootText.replace(/[./]/, '');
  const expDay = dayNumber(2000 + Number(yy), Number(mm), Number(dd));
  const date = civil(expDay);
  if (date.month !== Number(mm) || date.day !== Number(dd)) return undefined;
  const { underlying, adjusted } = resolveRoot(root, roots);
  return {
    contract: `${root}${yy}${mm}${dd}${right}${strikeText}` as ContractSymbol,
    root,
    underlying,
    exp: isoDate(expDay),
    expDay,
    right: right === 'C' ? 'C' : 'P',
    strike: Number(strikeText) / 1000,
    adjusted,
  };
}

/** OSI symbol without padding from its parts; strike in US dollars. */
export function formatSymbol(parts: { root: string; exp: IsoDate; right: Right; strike: number }): ContractSymbol {
  const date = parts.exp.slice(2).replaceAll('-', '');
  const strike = String(Math.round(parts.strike * 1000)).padStart(8, '0');
  return `${parts.root}${date}${parts.right}${strike}` as ContractSymbol;
}

/** The 21 characters of the OSI standard: root padded to six. */
export const padSymbol = (contract: ContractSymbol): string => {
  const split = contract.length - 15;
  return contract.slice(0, split).padEnd(6) + contract.slice(split);
};
