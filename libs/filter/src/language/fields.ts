import { columnIndex, parseTradeId, TRADE_COLUMNS, tradeId } from '@tapewire/contracts';
import { parseContract, parseRoot, parseTicker } from '../values/ticker.ts';
import { FIELD_TABLE, type FieldEntry, type FieldType } from './field-table.ts';

/** A field with all that the parsers and compilers need to know of it. */
export interface Field extends FieldEntry {
  /** Place of its cell in the full wire row. */
  readonly column: number;
  /** Name of its Redis Search attribute. */
  readonly index: string;
  /** A closed set of values, in canonical spelling. */
  readonly values?: readonly string[];
  /** What a value looks like, for error messages. */
  readonly expects: string;
  /** Canonical spelling of a tag's value, undefined when it can't be one. */
  readonly spell: (text: string) => string | undefined;
  /** Cells are compared in lower case. */
  readonly folded: boolean;
  /** Values that differ by case alone differ. */
  readonly caseMatters: boolean;
}

/** Other spellings of closed values that traders use, in lower case. */
const SYNONYMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  right: { call: 'C', calls: 'C', put: 'P', puts: 'P' },
  kind: { correction: 'correct' },
};

const EXPECTS: Readonly<Record<FieldType, string>> = {
  tag: 'a text',
  tags: 'a text',
  number: 'a number such as 100, 2.5 or 1M',
  date: 'a date such as 2026-12-18',
  time: 'a New York time such as 09:35',
  instant: 'epoch milliseconds or a date-time such as 2026-12-18T09:30',
};

interface Spelling {
  readonly expects: string;
  readonly spell: (text: string) => string | undefined;
}

const matching = (expects: string, pattern: RegExp, shape = (text: string): string => text): Spelling => ({
  expects,
  spell: (text) => (pattern.test(shape(text)) ? shape(text) : undefined),
});

const POSITION: Spelling = {
  expects: 'an id such as 3-118',
  spell: (text) => {
    const position = parseTradeId(text);
    return position === undefined ? undefined : tradeId(position.p, position.off);
  },
};
const CONTRACT: Spelling = { expects: 'an OSI symbol such as SPXW261218C06000000', spell: parseContract };

/** Open texts with a shape of their own. */
const SPELLINGS: Readonly<Record<string, Spelling>> = {
  id: POSITION,
  ref: POSITION,
  tsNs: matching('nanoseconds since 1970', /^[1-9]\d{6,18}$/),
  contract: CONTRACT,
  'order.legs': CONTRACT,
  underlying: { expects: 'a ticker such as NVDA or BRK.B', spell: parseTicker },
  root: { expects: 'an option root such as SPXW', spell: parseRoot },
  exchange: matching('an OPRA participant letter', /^[A-Z0-9]{1,8}$/, (text) => text.toUpperCase()),
  conditions: matching('an OPRA condition letter', /^[A-Za-z0-9]{1,8}$/),
  sector: matching('a sector such as semiconductors', /^[a-z][a-z0-9-]{0,31}$/, (text) => text.toLowerCase().replace(/[_ ]/g, '-')),
  'order.strategy': { expects: 'a strategy', spell: (text) => text.toLowerCase() },
};

const FOLDED: ReadonlySet<string> = new Set(['order.strategy']);
const CASE_MATTERS: ReadonlySet<string> = new Set(['conditions']);

function closed(name: string, values: readonly string[]): Spelling {
  const spellings = new Map(values.map((value) => [value.toLowerCase(), value]));
  for (const [word, value] of Object.entries(SYNONYMS[name] ?? {})) spellings.set(word, value);
  return { expects: `one of ${values.join(', ')}`, spell: (text) => spellings.get(text.toLowerCase().replace(/[-_ ]/g, '')) };
}

function complete(entry: FieldEntry): Field {
  const column = columnIndex(entry.name === 'time' ? 'ts' : entry.name);
  const values = column === undefined ? undefined : TRADE_COLUMNS[column]?.values;
  if (column === undefined) throw new Error(`no column for the field ${entry.name}`);
  const spelling = values === undefined ? SPELLINGS[entry.name] : closed(entry.name, values);
  return {
    ...entry,
    column,
    index: entry.name === 'time' ? 'tod' : entry.name.replace('.', '_'),
    ...(values === undefined ? {} : { values }),
    expects: spelling?.expects ?? EXPECTS[entry.type],
    spell: spelling?.spell ?? ((text) => text),
    folded: FOLDED.has(entry.name),
    caseMatters: CASE_MATTERS.has(entry.name),
  };
}

/** Every field that can be filtered on. */
export const FIELDS: readonly Field[] = FIELD_TABLE.map(complete);

const BY_NAME: ReadonlyMap<string, Field> = new Map(
  FIELDS.flatMap((field) => [field.name, ...(field.aliases ?? [])].map((name) => [name.toLowerCase(), field] as const)),
);

/** Names and aliases, for suggestions and completion. */
export const FIELD_NAMES: readonly string[] = FIELDS.flatMap((field) => [field.name, ...(field.aliases ?? [])]);

/** The field of a name or alias; case does not matter. */
export const findField = (name: string): Field | undefined => BY_NAME.get(name.toLowerCase());

/** The field of a canonical name that is known to exist. */
export function fieldOf(name: string): Field {
  const field = BY_NAME.get(name.toLowerCase());
  if (field === undefined) throw new Error(`no field is called ${name}`);
  return field;
}

/** Whether values are ordered, so that ranges and `<`, `>` make sense. */
export const isOrdered = (field: Field): boolean => field.type !== 'tag' && field.type !== 'tags';

export const OPERATORS = [':', '=', '!=', '>=', '<=', '>', '<'] as const;
export type Operator = (typeof OPERATORS)[number];

/** The operators a field takes, for completion and the documentation. */
export const operatorsOf = (field: Field): readonly Operator[] => (isOrdered(field) ? OPERATORS : [':', '=', '!=']);
