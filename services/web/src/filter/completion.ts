import { FIELDS, findField } from '@tapewire/filter';
import { FLAG_MARKS, SIDE_MARKS } from '../tape/marks.ts';

export interface Suggestion {
  /** What is put in place of the word under the caret. */
  readonly text: string;
  readonly hint: string;
}

export interface Completion {
  /** Character range of the word that a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
  /** A ticker is being typed: the gateway knows which there are. */
  readonly tickerPrefix?: string;
}

const SHOWN = 9;
const WORD = /[A-Za-z0-9_./-]*$/;
/** Fields offered first: what traders filter by most. */
const COMMON = ['ticker', 'premium', 'right', 'side', 'flag', 'dte', 'otm', 'size', 'exp', 'strike', 'volOi', 'score', 'time'];

const fieldSuggestions: readonly Suggestion[] = [
  ...COMMON.map((name) => ({ name, field: findField(name) })),
  ...FIELDS.map((field) => ({ name: field.name, field })),
].filter(({ field }, i, all) => all.findIndex((other) => other.field === field) === i)
  .flatMap(({ name, field }) => (field === undefined ? [] : [{ text: `${name}${field.type === 'number' ? '>=' : ':'}`, hint: field.meaning }]));

/** What could stand at the caret of a filter text. */
export function complete(text: string, caret: number): Completion {
  const before = text.slice(0, caret);
  const word = WORD.exec(before)?.[0] ?? '';
  const from = caret - word.length;
  const to = caret + (/^[A-Za-z0-9_./]*/.exec(text.slice(caret))?.[0].length ?? 0);
  // A value follows `field:`, perhaps after other values of the same list.
  const owner = /([A-Za-z.]+)(?::|=|!=)(?:[^\s():=]*,)?$/.exec(before.slice(0, from));
  const field = owner?.[1] === undefined ? undefined : findField(owner[1]);
  const typed = word.replace(/^-/, '');
  const start = from + (word.length - typed.length);
  if (field === undefined) {
    if (typed === '') return { from: start, to, suggestions: [] };
    return { from: start, to, suggestions: matching(fieldSuggestions, typed) };
  }
  if (field.name === 'underlying' || field.name === 'root') return { from, to, suggestions: [], tickerPrefix: word };
  const values = field.name === 'right' ? ['call', 'put'] : (field.values ?? []);
  return { from, to, suggestions: matching(values.map((value) => ({ text: value, hint: FLAG_MARKS[value]?.name ?? SIDE_MARKS[value]?.name ?? field.meaning })), word) };
}

function matching(suggestions: readonly Suggestion[], typed: string): Suggestion[] {
  const wanted = typed.toLowerCase();
  const starts = suggestions.filter(({ text }) => text.toLowerCase().startsWith(wanted) && text.toLowerCase() !== wanted);
  const contains = suggestions.filter(({ text }) => !text.toLowerCase().startsWith(wanted) && text.toLowerCase().includes(wanted));
  return [...starts, ...(wanted.length > 1 ? contains : [])].slice(0, SHOWN);
}

/** Where the piece of text that an error points at begins and ends. */
export function errorRange(text: string, at: number | string): { from: number; to: number } {
  const from = Math.min(typeof at === 'number' ? at : 0, text.length);
  const rest = /^[^\s()]+/.exec(text.slice(from))?.[0].length ?? 1;
  return { from, to: from + Math.max(1, rest) };
}

