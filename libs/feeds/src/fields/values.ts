import { canonicalTicker, type ContractSymbol, type IsoDate } from '@tapewire/contracts';
import { malformed } from './malformed.ts';

/** No listed option has ever come near; keeps premiums finite. */
const PRICE_MAX = 1_000_000;
const COUNT_MAX = 2_147_483_647;

/** US dollars, 0 or more. A zero is a price (a zero bid is a bid). */
export function price(field: string, was: unknown): number {
  if (typeof was !== 'number' || !(was >= 0 && was <= PRICE_MAX)) throw malformed(field, `a price from 0 to ${PRICE_MAX}`, was);
  return was;
}

/** A whole number of contracts, at least `least`. */
export function count(field: string, was: unknown, least: number): number {
  if (typeof was !== 'number' || !Number.isInteger(was) || was < least || was > COUNT_MAX) {
    throw malformed(field, `a whole number from ${least} to ${COUNT_MAX}`, was);
  }
  return was;
}

const OPTION = /^(?:[A-Z0-9]{1,6}|[A-Z]{1,5}[./][A-Z])\d\d(\d\d)(\d\d)[CP]\d{8}$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isDay = (month: number, day: number): boolean => day >= 1 && day <= (DAYS[month - 1] ?? 0);

/** An OSI symbol: with or without padding, a dot in its root, or the vendor's `O:`; the contract has none of them. */
export function contract(field: string, was: unknown): ContractSymbol {
  if (typeof was === 'string') {
    const bare = was.startsWith('O:') ? was.slice(2) : was;
    const symbol = bare.includes(' ') ? bare.replace(/ +/, '') : bare;
    const parts = OPTION.exec(symbol);
    if (parts && isDay(Number(parts[1]), Number(parts[2]))) return symbol.replace(/[./]/, '') as ContractSymbol;
  }
  throw malformed(field, 'an OSI option symbol such as AAPL260918C00260000', was);
}

const TICKER = /^[A-Z][A-Z0-9./-]{0,11}$/;

/** A stock's, fund's or index's ticker, with or without the `I:` of an index, in its canonical form (`BRK.B`). */
export function ticker(field: string, was: unknown): string {
  const bare = typeof was === 'string' && was.startsWith('I:') ? was.slice(2) : was;
  if (typeof bare !== 'string' || !TICKER.test(bare)) throw malformed(field, 'a ticker such as AAPL', was);
  return canonicalTicker(bare);
}

const ISO_DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

export function isoDate(field: string, was: unknown): IsoDate {
  const parts = typeof was === 'string' ? ISO_DATE.exec(was) : null;
  if (typeof was !== 'string' || !parts || !isDay(Number(parts[2]), Number(parts[3]))) {
    throw malformed(field, 'a date such as 2026-12-18', was);
  }
  return was as IsoDate;
}

const LETTER = /^[A-Z]$/;

/** An OPRA participant letter. Letters of exchanges that are yet to open are accepted. */
export function exchangeLetter(field: string, was: unknown): string {
  if (typeof was !== 'string' || !LETTER.test(was)) throw malformed(field, 'an OPRA participant letter A–Z', was);
  return was;
}
