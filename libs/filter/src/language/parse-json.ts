import type { Node } from './ast.ts';
import { FilterError, quote, suggest } from './errors.ts';
import { type Field, FIELD_NAMES, findField } from './fields.ts';
import type { FilterLimits } from './limits.ts';
import { comparison, type Comparison, equality, type ValueContext, type Written } from './values.ts';

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([['gt', '>'], ['gte', '>='], ['lt', '<'], ['lte', '<=']]);
const SHAPES = '{"and":[…]}, {"or":[…]}, {"not":…}, {"field":…} or {}';
const TERM_KEYS = ['in', 'eq', ...COMPARISONS.keys()];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was found, short: a number or text as such, otherwise its kind. */
function describe(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}

class JsonParser {
  readonly #limits: FilterLimits;
  readonly #context: ValueContext;
  #terms = 0;
  #values = 0;

  constructor(limits: FilterLimits, context: ValueContext) {
    this.#limits = limits;
    this.#context = context;
  }

  node(json: unknown, path: string, depth: number): Node {
    if (!isObject(json)) throw new FilterError(path, { found: describe(json), expected: SHAPES });
    if (depth > this.#limits.depth) throw new FilterError(path, { found: 'another level', expected: `at most ${this.#limits.depth} levels` });
    const keys = Object.keys(json);
    if (keys.length === 0) return { type: 'and', nodes: [] };
    if ('field' in json) return this.#term(json, path);
    const [key, extra] = keys;
    if (extra !== undefined) throw new FilterError(`${path}.${extra}`, { found: quote(extra), expected: `nothing beside ${quote(key ?? '')}` });
    if (key === 'not') return { type: 'not', node: this.node(json['not'], `${path}.not`, depth + 1) };
    if (key === 'and' || key === 'or') return { type: key, nodes: this.#list(json[key], `${path}.${key}`, depth + 1) };
    throw new FilterError(path, { found: quote(key ?? ''), expected: SHAPES });
  }

  #list(json: unknown, path: string, depth: number): Node[] {
    if (!Array.isArray(json)) throw new FilterError(path, { found: describe(json), expected: 'a list of filters' });
    if (json.length > this.#limits.terms) throw new FilterError(path, { found: `${json.length} filters`, expected: `at most ${this.#limits.terms}` });
    return json.map((item, i) => this.node(item, `${path}[${i}]`, depth));
  }

  #term(json: Readonly<Record<string, unknown>>, path: string): Node {
    this.#terms += 1;
    if (this.#terms > this.#limits.terms) throw new FilterError(path, { found: 'another term', expected: `at most ${this.#limits.terms} terms` });
    const field = this.#field(json['field'], `${path}.field`);
    const keys = Object.keys(json).filter((key) => key !== 'field');
    const unknown = keys.find((key) => !TERM_KEYS.includes(key));
    if (unknown !== undefined) throw new FilterError(`${path}.${unknown}`, { found: quote(unknown), expected: `one of ${TERM_KEYS.join(', ')}` });
    if (keys.length === 0) throw new FilterError(path, { found: 'a field alone', expected: `one of ${TERM_KEYS.join(', ')}` });
    const nodes = keys.map((key) => this.#condition(field, key, json[key], `${path}.${key}`));
    const [only] = nodes;
    return only !== undefined && nodes.length === 1 ? only : { type: 'and', nodes };
  }

  #field(name: unknown, path: string): Field {
    if (typeof name !== 'string') throw new FilterError(path, { found: describe(name), expected: 'the name of a field' });
    const field = findField(name);
    if (field !== undefined) return field;
    const suggestion = suggest(name, FIELD_NAMES);
    throw new FilterError(path, { found: quote(name), expected: 'a field', ...(suggestion === undefined ? {} : { suggestion }) });
  }

  #condition(field: Field, key: string, json: unknown, path: string): Node {
    const operator = COMPARISONS.get(key);
    if (operator !== undefined) return comparison(field, operator, this.#value(field, json, path), this.#context);
    if (key === 'eq') return equality(field, [{ value: this.#value(field, json, path) }], this.#context);
    if (!Array.isArray(json)) throw new FilterError(path, { found: describe(json), expected: 'a list of values' });
    if (json.length === 0) throw new FilterError(path, { found: 'an empty list', expected: 'at least one value' });
    return equality(field, json.map((item, i) => ({ value: this.#value(field, item, `${path}[${i}]`) })), this.#context);
  }

  #value(field: Field, json: unknown, at: string): Written {
    this.#values += 1;
    if (this.#values > this.#limits.values) throw new FilterError(at, { found: 'another value', expected: `at most ${this.#limits.values} values` });
    if (typeof json === 'number' && Number.isFinite(json)) return { text: String(json), at };
    if (typeof json === 'string' && json.length <= this.#limits.length) return { text: json, at };
    throw new FilterError(at, { found: describe(json), expected: `${field.expects} for ${field.name}` });
  }
}

/** Parses a JSON filter; throws FilterError. */
export const parseJson = (json: unknown, limits: FilterLimits, context: ValueContext): Node => new JsonParser(limits, context).node(json, '$', 0);
