import { malformed } from '../fields/malformed.ts';

const letters = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => String.fromCharCode(first.charCodeAt(0) + i));

/** Massive numbers the OPRA conditions in order: 201–217 are `A`–`Q`, 219 is `S`, 227–248 are `a`–`v`. */
const BY_ID: ReadonlyMap<number, string> = new Map([
  ...letters('A', 17).map((letter, i) => [201 + i, letter] as const),
  [219, 'S'] as const,
  ...letters('a', 22).map((letter, i) => [227 + i, letter] as const),
]);

/** The OPRA letter of a condition id; 0 is "not known" and gives none. */
export function massiveCondition(field: string, id: unknown): string | undefined {
  if (id === 0) return undefined;
  const letter = typeof id === 'number' ? BY_ID.get(id) : undefined;
  if (letter === undefined) throw malformed(field, 'an option condition id 201–217, 219 or 227–248', id);
  return letter;
}

/** The OPRA participant of an exchange id: 300 + its place in the alphabet. 0 and ids outside 300–325 say nothing. */
export const massiveExchange = (id: unknown): string | undefined =>
  typeof id === 'number' && Number.isInteger(id) && id >= 300 && id <= 325 ? String.fromCharCode(65 + id - 300) : undefined;
