import { findField } from '@tapewire/filter';

/** A term of a filter's outermost AND that compares one field. */
interface FieldTerm {
  readonly field: string;
  readonly negated: boolean;
  readonly operator: string;
  readonly value: string;
}

const TERM = /^(-?)([A-Za-z][A-Za-z.]*)(:|>=|<=|!=|=|>|<)(.*)$/s;

/** The words of the outermost level; parentheses and quotes keep together. */
export function topTerms(text: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let quoted = false;
  let word = '';
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && letter === '(') depth += 1;
    if (!quoted && letter === ')') depth -= 1;
    if (/\s/.test(letter) && depth <= 0 && !quoted) {
      if (word !== '') terms.push(word);
      word = '';
    } else word += letter;
  }
  return word === '' ? terms : [...terms, word];
}

function read(term: string): FieldTerm | undefined {
  const [, minus, name = '', operator = '', value = ''] = TERM.exec(term) ?? [];
  const field = findField(name);
  // `size>oi` compares two fields; `side:ask` does not, although there is a field of that name.
  const comparesFields = /^[<>]/.test(operator) && findField(value) !== undefined;
  return field === undefined || comparesFields ? undefined : { field: field.name, negated: minus === '-', operator, value };
}

const hasOr = (terms: readonly string[]): boolean => terms.some((term) => term.toLowerCase() === 'or');

/** The filter with this field's plain terms replaced by one, or removed. What is negated or nested stays as it is. */
export function withTerm(text: string, field: string, term: string | undefined): string {
  const terms = topTerms(text);
  if (hasOr(terms)) return term === undefined ? text : `(${text}) ${term}`;
  const kept = terms.filter((other) => {
    const known = read(other);
    return known?.field !== field || known.negated;
  });
  return [...kept, ...(term === undefined ? [] : [term])].join(' ');
}

function termsOf(text: string, field: string): readonly FieldTerm[] {
  const terms = topTerms(text);
  if (hasOr(terms)) return [];
  return terms.flatMap((term) => {
    const known = read(term);
    return known?.field === field && !known.negated ? [known] : [];
  });
}

/** Values that a field is one of. */
export const valuesOf = (text: string, field: string): readonly string[] =>
  termsOf(text, field).filter(({ operator }) => operator === ':' || operator === '=').flatMap(({ value }) => value.split(','));

/** The filter with a value added to or taken from the values of a field. */
export function toggleValue(text: string, field: string, value: string, name = field): string {
  const values = valuesOf(text, field);
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return withTerm(text, field, next.length === 0 ? undefined : `${name}:${next.join(',')}`);
}

/** The bounds of a number as they are written. */
export function boundsOf(text: string, field: string): { readonly min: string; readonly max: string } {
  let min = '';
  let max = '';
  for (const { operator, value } of termsOf(text, field)) {
    const [from = '', to] = value.split('..');
    if (operator === '>=' || operator === '>') min = value;
    else if (operator === '<=' || operator === '<') max = value;
    else if (to !== undefined) [min, max] = [from, to];
  }
  return { min, max };
}

/** The filter with these bounds of a number. */
export function withBounds(text: string, field: string, min: string, max: string): string {
  if (min === '' && max === '') return withTerm(text, field, undefined);
  return withTerm(text, field, min !== '' && max !== '' ? `${field}:${min}..${max}` : min === '' ? `${field}<=${max}` : `${field}>=${min}`);
}
