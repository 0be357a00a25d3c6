import { parseTradeId, type Row, TapewireError } from '@tapewire/contracts';
import { EXCEEDING_FIELDS, type ExceedingField } from '../language/ast.ts';
import { type Field, fieldOf, FIELDS, isOrdered } from '../language/fields.ts';
import { numberOf, textOf, textsOf } from './cells.ts';

/** One attribute of the Redis Search index. */
export interface IndexField {
  readonly name: string;
  readonly type: 'TAG' | 'NUMERIC';
  readonly sortable?: true;
  /** What stands between the values of a TAG in its hash field. */
  readonly separator?: string;
}

/** U+001F, the unit separator: no value holds it, since the parser and the trade's own texts know no control characters. */
export const TAG_SEPARATOR = '\u001f';

/** Fields that compile to other attributes: an id is its partition and offset, a nanosecond time its place within the millisecond. */
const COMPOSED: ReadonlySet<string> = new Set(['id', 'tsNs']);
const SORTABLE: ReadonlySet<string> = new Set(['off', 'rank']);

const tag = (name: string): IndexField => ({ name, type: 'TAG', separator: TAG_SEPARATOR });
const numeric = (name: string): IndexField => (SORTABLE.has(name) ? { name, type: 'NUMERIC', sortable: true } : { name, type: 'NUMERIC' });

/** Nanoseconds within the millisecond, indexed beside `ts` so that `tsNs` is exact beyond a double. */
export const NANOS_INDEX = 'tsns';
/** The one TAG attribute that holds the texts of nearly all fields, as `<field>=<text>`: an attribute each costs 20 % more of Redis. */
export const TAGS_INDEX = 'tags';
/** Texts with an attribute of their own, since other queries than filters name them. */
const ALONE: ReadonlySet<string> = new Set(['order.id']);

const INDEXED: readonly Field[] = FIELDS.filter((field) => !COMPOSED.has(field.name));
const ORDERED = INDEXED.filter(isOrdered);
const TEXTS = INDEXED.filter((field) => !isOrdered(field) && !ALONE.has(field.name));
const TEXTS_ALONE = INDEXED.filter((field) => ALONE.has(field.name));

/** The Redis Search schema of a trade. */
export const INDEX_FIELDS: readonly IndexField[] = [
  tag('p'),
  numeric('off'),
  tag(TAGS_INDEX),
  ...TEXTS_ALONE.map(({ index }) => tag(index)),
  ...ORDERED.map(({ index }) => numeric(index)),
  numeric(NANOS_INDEX),
];

/** Where the index has a field of text. */
export const tagAttribute = (field: Field): string => (ALONE.has(field.name) ? field.index : TAGS_INDEX);

/**
 * A text as the index holds it. Redis Search compares tags without case, so letters that differ by case alone (OPRA
 * conditions: `A` cancels, `a` is an auction) are told apart by an underscore before the lower one.
 */
export function indexTag(field: Field, text: string): string {
  const told = field.caseMatters ? text.replace(/[a-z]/g, '_$&') : text;
  return ALONE.has(field.name) ? told : `${field.index}=${told}`;
}

/** The tag of a comparison of two fields that holds. */
export const exceedsTag = (field: ExceedingField): string => `cmp=${field}>oi`;

function refuseCell(field: Field, row: Row): never {
  const cell = row[field.column];
  throw new TapewireError('RECORD_MALFORMED', `${field.name} of a trade must be ${field.type === 'tags' ? 'a list of texts' : `a ${field.type}`}, was ${String(cell)}`, {
    field: field.name,
    trade: row[0],
  });
}

/** A finite number or the absence of one; anything else would drop the trade from the index without a word. */
function indexNumber(field: Field, row: Row): string | undefined {
  const cell = row[field.column];
  if (cell === null || cell === undefined) return undefined;
  const value = numberOf(field, row);
  return Number.isFinite(value) ? String(value) : refuseCell(field, row);
}

/** The texts of a field, each after what `before` holds; `before` when the trade lacks it. */
function addTexts(before: string, field: Field, row: Row): string {
  const cell = row[field.column];
  if (cell === null || cell === undefined) return before;
  if (field.type === 'tag') return addText(before, field, textOf(field, row) ?? refuseCell(field, row));
  if (!Array.isArray(cell)) return refuseCell(field, row);
  let all = before;
  for (const text of textsOf(field, row)) all = addText(all, field, text);
  return all;
}

const addText = (before: string, field: Field, text: string): string => addTag(before, indexTag(field, text));
const addTag = (before: string, tag: string): string => (before === '' ? tag : before + TAG_SEPARATOR + tag);

const ID = fieldOf('id');
const NANOS = fieldOf('tsNs');
const OI = fieldOf('oi');
const EXCEEDING = EXCEEDING_FIELDS.map((name) => ({ name, field: fieldOf(name) }));

/**
 * The hash fields by which a full wire row is found, names and values in turn; what the trade lacks is left out. Throws
 * RECORD_MALFORMED for a cell of the wrong type.
 */
export function indexEntries(row: Row): string[] {
  const position = parseTradeId(String(row[ID.column]));
  if (position === undefined) return refuseCell(ID, row);
  const entries = ['p', String(position.p), 'off', String(position.off)];
  let tags = '';
  for (const field of TEXTS) tags = addTexts(tags, field, row);
  for (const { name, field } of EXCEEDING) if (numberOf(field, row) > numberOf(OI, row)) tags = addTag(tags, exceedsTag(name));
  if (tags !== '') entries.push(TAGS_INDEX, tags);
  for (const field of TEXTS_ALONE) {
    const texts = addTexts('', field, row);
    if (texts !== '') entries.push(field.index, texts);
  }
  for (const field of ORDERED) {
    const value = indexNumber(field, row);
    if (value !== undefined) entries.push(field.index, value);
  }
  entries.push(NANOS_INDEX, String(nanosWithinMillisecond(textOf(NANOS, row) ?? refuseCell(NANOS, row))));
  return entries;
}

/** The same by name. */
export function indexFields(row: Row): Record<string, string> {
  const entries = indexEntries(row);
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < entries.length; i += 2) fields[entries[i] ?? ''] = entries[i + 1] ?? '';
  return fields;
}

/** The last six digits of nanoseconds since 1970. */
export const nanosWithinMillisecond = (nanos: string): number => Number(nanos.slice(-6));
