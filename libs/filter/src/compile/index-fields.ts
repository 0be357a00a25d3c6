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
/** TAG of the comparisons of two fields that hold. */
export const EXCEEDS_INDEX = 'cmp';
export const exceedsTag = (field: ExceedingField): string => `${field}>oi`;

const INDEXED: readonly Field[] = FIELDS.filter((field) => !COMPOSED.has(field.name));

/** The Redis Search schema of a trade. */
export const INDEX_FIELDS: readonly IndexField[] = [
  tag('p'),
  numeric('off'),
  ...INDEXED.map((field) => (isOrdered(field) ? numeric(field.index) : tag(field.index))),
  numeric(NANOS_INDEX),
  tag(EXCEEDS_INDEX),
];

/**
 * A tag's text as the index holds it. Redis Search compares tags without case, so letters that differ by case alone (OPRA
 * conditions: `A` cancels, `a` is an auction) are told apart by an underscore before the lower one.
 */
export const indexTag = (field: Field, text: string): string => (field.caseMatters ? text.replace(/[a-z]/g, '_$&') : text);

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

function indexText(field: Field, row: Row): string | undefined {
  const cell = row[field.column];
  if (cell === null || cell === undefined) return undefined;
  if (field.type === 'tag') return textOf(field, row) ?? refuseCell(field, row);
  if (!Array.isArray(cell)) refuseCell(field, row);
  const texts = textsOf(field, row);
  return texts.length === 0 ? undefined : texts.map((text) => indexTag(field, text)).join(TAG_SEPARATOR);
}

const ID = fieldOf('id');
const NANOS = fieldOf('tsNs');
const OI = fieldOf('oi');
const EXCEEDING = EXCEEDING_FIELDS.map((name) => ({ name, field: fieldOf(name) }));

/**
 * The hash fields by which a full wire row is found; what the trade lacks is left out. Throws RECORD_MALFORMED for a cell of
 * the wrong type.
 */
export function indexFields(row: Row): Record<string, string> {
  const position = parseTradeId(String(row[ID.column]));
  if (position === undefined) return refuseCell(ID, row);
  const fields: Record<string, string> = { p: String(position.p), off: String(position.off) };
  for (const field of INDEXED) {
    const value = isOrdered(field) ? indexNumber(field, row) : indexText(field, row);
    if (value !== undefined) fields[field.index] = value;
  }
  fields[NANOS_INDEX] = String(nanosWithinMillisecond(textOf(NANOS, row) ?? refuseCell(NANOS, row)));
  const exceeding = EXCEEDING.filter(({ field }) => numberOf(field, row) > numberOf(OI, row));
  if (exceeding.length > 0) fields[EXCEEDS_INDEX] = exceeding.map(({ name }) => exceedsTag(name)).join(TAG_SEPARATOR);
  return fields;
}

/** The last six digits of nanoseconds since 1970. */
export const nanosWithinMillisecond = (nanos: string): number => Number(nanos.slice(-6));
