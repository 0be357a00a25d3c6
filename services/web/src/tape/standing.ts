import type { Print } from './print.ts';

/** Ids of prints that a later row cancelled or corrected. */
export const replacedIds = (prints: readonly Print[]): ReadonlySet<string> =>
  new Set(prints.flatMap(({ kind, ref }) => (kind !== 'trade' && ref !== null ? [ref] : [])));

/** A correction's row with the terms that it sets, any other row as it is. */
export const asCorrected = (print: Print): Print => (print.corrected === null ? print : { ...print, ...print.corrected });

/** The prints as they stand: without those that were cancelled, corrected ones with their new terms. Keeps the order. */
export function standing(prints: readonly Print[]): readonly Print[] {
  const replaced = replacedIds(prints);
  return prints.filter(({ kind, id }) => kind !== 'cancel' && !replaced.has(id)).map(asCorrected);
}
