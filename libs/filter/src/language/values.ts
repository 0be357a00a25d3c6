import { parseDate, parseInstant } from '../values/date.ts';
import { parseNumber } from '../values/number.ts';
import { parseTime } from '../values/time.ts';
import type { Bound, Node } from './ast.ts';
import { FilterError, quote, suggest } from './errors.ts';
import { type Field, isOrdered } from './fields.ts';
import { VALUE_LENGTH } from './limits.ts';

/** A value or one end of a range as it was written, and its place in the filter. */
export interface Written {
  readonly text: string;
  readonly at: number | string;
}

/** `v`, or `a..b` with either end left out. */
export type WrittenItem = { readonly value: Written } | { readonly from?: Written; readonly to?: Written; readonly at: number | string };

export type Comparison = '>=' | '<=' | '>' | '<';

/** What values may refer to: the present instant (epoch ms) for `today`. */
export interface ValueContext {
  readonly now?: number;
}

const DAY_SECONDS = 86_400;

function refuse(field: Field, written: Written, suggestion?: string): never {
  const found = written.text === '' ? 'nothing' : quote(written.text);
  throw new FilterError(written.at, { found, expected: `${field.expects} for ${field.name}`, ...(suggestion === undefined ? {} : { suggestion }) });
}

function parseOrdered(field: Field, text: string, now: number | undefined): number | undefined {
  if (field.type === 'number') return parseNumber(text);
  if (field.type === 'date') return parseDate(text, now);
  if (field.type === 'time') return parseTime(text)?.seconds;
  return parseInstant(text);
}

/** The value of an ordered field, as the number it is compared by. */
function orderedValue(field: Field, written: Written, context: ValueContext): number {
  const value = written.text.length > VALUE_LENGTH ? undefined : parseOrdered(field, written.text.trim(), context.now);
  return value ?? refuse(field, written);
}

/** The canonical spelling of a tag's value. */
function tagValue(field: Field, written: Written): string {
  const text = written.text.trim();
  if (text === '' || text.length > VALUE_LENGTH || /\p{Cc}/u.test(text)) refuse(field, written);
  return field.spell(text) ?? refuse(field, written, suggest(text, field.values ?? []));
}

/** A range over an ordered field; a time of day ends before midnight by itself. */
function range(field: Field, min: Bound | undefined, max: Bound | undefined): Node {
  const upper = field.type === 'time' && max !== undefined && max.value >= DAY_SECONDS ? undefined : max;
  if (min === undefined && upper === undefined) return { type: 'range', field: field.name, min: { value: 0, open: false } };
  return { type: 'range', field: field.name, ...(min === undefined ? {} : { min }), ...(upper === undefined ? {} : { max: upper }) };
}

const closed = (value: number): Bound => ({ value, open: false });

function closedRange(field: Field, item: { readonly from?: Written; readonly to?: Written; readonly at: number | string }, context: ValueContext): Node {
  if (!isOrdered(field)) throw new FilterError(item.at, { found: 'a range', expected: `single values: ${field.name} has no order` });
  const from = item.from === undefined ? undefined : orderedValue(field, item.from, context);
  const to = item.to === undefined ? undefined : orderedValue(field, item.to, context);
  if (from === undefined && to === undefined) throw new FilterError(item.at, { found: 'a range without ends', expected: `a value before or after ".."` });
  if (from !== undefined && to !== undefined && from > to) {
    throw new FilterError(item.at, { found: `${quote(item.from?.text ?? '')} above ${quote(item.to?.text ?? '')}`, expected: 'a range from low to high' });
  }
  return range(field, from === undefined ? undefined : closed(from), to === undefined ? undefined : closed(to));
}

/** `time:09:35` is the whole minute, `time:09:35:10` the whole second. */
function timeUnit(field: Field, written: Written): Node {
  const time = parseTime(written.text.trim()) ?? refuse(field, written);
  const { seconds, lasts } = time;
  if (lasts === 0) return range(field, closed(seconds), closed(seconds));
  return range(field, closed(seconds), { value: seconds + lasts, open: true });
}

/** `field:v1,v2,a..b`: the field is one of the values or within one of the ranges. */
export function equality(field: Field, items: readonly WrittenItem[], context: ValueContext): Node {
  const nodes: Node[] = [];
  const points: (string | number)[] = [];
  for (const item of items) {
    if (!('value' in item)) nodes.push(closedRange(field, item, context));
    else if (field.type === 'time') nodes.push(timeUnit(field, item.value));
    else points.push(isOrdered(field) ? orderedValue(field, item.value, context) : tagValue(field, item.value));
  }
  if (points.length > 0) nodes.unshift({ type: 'in', field: field.name, values: points });
  const [only] = nodes;
  return only !== undefined && nodes.length === 1 ? only : { type: 'or', nodes };
}

/** `field>=v` and its like, `size>oi` and `volume>oi` among them. */
export function comparison(field: Field, operator: Comparison, written: Written, context: ValueContext): Node {
  if (!isOrdered(field)) throw new FilterError(written.at, { found: quote(operator), expected: `":" after ${field.name}, which has no order` });
  if (/^(oi|openInterest)$/i.test(written.text) && (field.name === 'size' || field.name === 'volume')) {
    if (operator === '>') return { type: 'exceeds', field: field.name };
    throw new FilterError(written.at, { found: quote(`${field.name}${operator}oi`), expected: `${field.name}>oi, the only comparison with oi` });
  }
  const bound = { value: orderedValue(field, written, context), open: operator === '>' || operator === '<' };
  return operator.startsWith('>') ? range(field, bound, undefined) : range(field, undefined, bound);
}
