import { parseTradeId } from '@tapewire/contracts';
import type { Filter } from '../filter.ts';
import type { Bound, InNode, Leaf, NormalNode } from '../language/ast.ts';
import { fieldOf, isOrdered } from '../language/fields.ts';
import { exceedsTag, indexTag, NANOS_INDEX, nanosWithinMillisecond, tagAttribute, TAGS_INDEX } from './index-fields.ts';

/** Matches every trade; Redis Search takes it only alone or alone in parentheses, hence `allOf`. */
export const QUERY_ALL = '*';
/** Matches none: Redis Search has no word for it (`-*` is a syntax error). */
const QUERY_NONE = '@off:[(0 (0]';

/** Compiles a filter to a Redis Search query of DIALECT 2; `*` when it lets everything through. */
export const compileRedis = (filter: Filter): string => compileNode(filter.ast);

/** The trades that all queries find; leaves out `*`, which Redis Search refuses beside other terms. */
export function allOf(...queries: readonly string[]): string {
  const parts = queries.filter((query) => query !== QUERY_ALL);
  return parts.length === 0 ? QUERY_ALL : parts.map((part) => `(${part})`).join(' ');
}

/**
 * A value inside `{…}`: a backslash before every ASCII character that is no letter or digit (a lone `_` is a syntax error
 * too). None before others: Redis Search would take the backslash as part of the value.
 */
export const escapeTag = (text: string): string => text.replace(/[\x20-\x7e]/g, (char) => (/[a-z0-9]/i.test(char) ? char : `\\${char}`));

/** `@name:{a|b}`: the tag is one of the texts. */
export const tagIs = (name: string, ...texts: readonly string[]): string => `@${name}:{${texts.map(escapeTag).join('|')}}`;

const bound = ({ value, open }: Bound): string => `${open ? '(' : ''}${value}`;

/** `@name:[min max]`: the number lies between the bounds; a missing one is infinite. */
export const numberIn = (name: string, min: Bound | undefined, max: Bound | undefined): string =>
  `@${name}:[${min === undefined ? '-inf' : bound(min)} ${max === undefined ? '+inf' : bound(max)}]`;

const closed = (value: number): Bound => ({ value, open: false });
const numberIs = (name: string, value: number): string => numberIn(name, closed(value), closed(value));

const anyOf = (queries: readonly string[]): string => (queries.length === 1 ? queries.join('') : `(${queries.join('|')})`);

function compileNode(node: NormalNode): string {
  switch (node.type) {
    case 'and':
      return node.nodes.length === 0 ? QUERY_ALL : `(${node.nodes.map(compileNode).join(' ')})`;
    case 'or':
      return node.nodes.length === 0 ? QUERY_NONE : `(${node.nodes.map((child) => `(${compileNode(child)})`).join('|')})`;
    case 'not':
      return `-(${compileLeaf(node.node)})`;
    default:
      return compileLeaf(node);
  }
}

function compileLeaf(leaf: Leaf): string {
  if (leaf.type === 'exceeds') return tagIs(TAGS_INDEX, exceedsTag(leaf.field));
  if (leaf.type === 'range') return numberIn(fieldOf(leaf.field).index, leaf.min, leaf.max);
  return compileIn(leaf);
}

function compileIn(leaf: InNode): string {
  const field = fieldOf(leaf.field);
  if (isOrdered(field)) return anyOf(leaf.values.map((value) => numberIs(field.index, Number(value))));
  const texts = leaf.values.map(String);
  if (field.name === 'id') return anyOf(texts.map(positionIs));
  if (field.name === 'tsNs') return anyOf(texts.map(nanosAre));
  return tagIs(tagAttribute(field), ...texts.map((text) => indexTag(field, text)));
}

function positionIs(id: string): string {
  const position = parseTradeId(id);
  return position === undefined ? QUERY_NONE : `(${tagIs('p', String(position.p))} ${numberIs('off', position.off)})`;
}

/** `ts` to within 0.01 ms finds the millisecond, however it was rounded; the rest of the digits find the print. */
function nanosAre(nanos: string): string {
  const ms = Number(nanos) / 1e6;
  return `(${numberIn('ts', closed(ms - 0.01), closed(ms + 0.01))} ${numberIs(NANOS_INDEX, nanosWithinMillisecond(nanos))})`;
}
