import { type Node, NONE } from './ast.ts';
import { FilterError, quote, suggest } from './errors.ts';
import { type Field, FIELD_NAMES, findField } from './fields.ts';
import type { FilterLimits } from './limits.ts';
import { type Token, tokenize, type TokenType } from './tokens.ts';
import { comparison, equality, type ValueContext, type WrittenItem } from './values.ts';
import { looksLikeTicker, WORDS } from './words.ts';

const A_TERM = 'a term such as ticker:NVDA';

const keyword = (token: Token): string => (token.type === 'word' ? token.text.toLowerCase() : '');

/**
 * Recursive descent over:
 * `or := and ("or" and)*`, `and := unary ("and"? unary)*`, `unary := ("-" | "not") unary | "(" or? ")" | term`.
 */
class TextParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #limits: FilterLimits;
  readonly #context: ValueContext;
  #next = 0;
  #terms = 0;
  #values = 0;

  constructor(text: string, limits: FilterLimits, context: ValueContext) {
    this.#text = text;
    this.#limits = limits;
    this.#context = context;
    this.#tokens = tokenize(text);
  }

  parse(): Node {
    if (this.#tokens.length === 0) return { type: 'and', nodes: [] };
    const node = this.#or(0);
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) this.#refuse(rest, 'the end of the filter, or "(" before this');
    return node;
  }

  #or(depth: number): Node {
    const nodes = [this.#and(depth)];
    while (this.#keyword() === 'or') {
      this.#next += 1;
      nodes.push(this.#and(depth));
    }
    return nodes.length === 1 ? (nodes[0] ?? NONE) : { type: 'or', nodes };
  }

  #and(depth: number): Node {
    const nodes = [this.#unary(depth)];
    for (;;) {
      const explicit = this.#keyword() === 'and';
      if (explicit) this.#next += 1;
      const token = this.#peek();
      if (!explicit && (token === undefined || token.type === 'close' || this.#keyword() === 'or')) break;
      nodes.push(this.#unary(depth));
    }
    return nodes.length === 1 ? (nodes[0] ?? NONE) : { type: 'and', nodes };
  }

  /** A negation and the parenthesis right after it are one level, so that canonical text is never deeper than its source. */
  #unary(depth: number, negated = false): Node {
    const token = this.#peek();
    if (token === undefined || token.type === 'close') return this.#refuse(token, A_TERM);
    if (depth >= this.#limits.depth) this.#refuse(token, `at most ${this.#limits.depth} levels of parentheses and negations`);
    if (token.type === 'minus' || this.#keyword() === 'not') {
      this.#next += 1;
      return { type: 'not', node: this.#unary(depth + 1, true) };
    }
    if (token.type !== 'open') return this.#term();
    this.#next += 1;
    if (this.#take('close') !== undefined) return { type: 'and', nodes: [] };
    const node = this.#or(negated ? depth : depth + 1);
    if (this.#take('close') === undefined) this.#refuse(this.#peek(), `")" for the "(" at ${token.at}`);
    return node;
  }

  #term(): Node {
    const word = this.#take('word') ?? this.#refuse(this.#peek(), A_TERM);
    this.#terms += 1;
    if (this.#terms > this.#limits.terms) this.#refuse(word, `at most ${this.#limits.terms} terms`);
    const operator = this.#take('operator');
    if (operator === undefined) return this.#bareWord(word);
    const field = findField(word.text) ?? this.#unknownField(word);
    if (operator.text === ':' || operator.text === '=') return equality(field, this.#items(field), this.#context);
    if (operator.text === '!=') return { type: 'not', node: equality(field, this.#items(field), this.#context) };
    const value = this.#take('value') ?? this.#refuse(this.#peek(), `${field.expects} for ${field.name}`);
    this.#count(value);
    const sign = operator.text === '>=' || operator.text === '<=' || operator.text === '>' ? operator.text : '<';
    return comparison(field, sign, value, this.#context);
  }

  #items(field: Field): WrittenItem[] {
    const items: WrittenItem[] = [];
    do {
      const from = this.#take('value');
      const dots = this.#take('range');
      const first = from ?? dots ?? this.#refuse(this.#peek(), `${field.expects} for ${field.name}`);
      this.#count(first);
      if (dots === undefined) {
        items.push({ value: first });
      } else {
        const to = this.#take('value');
        items.push({ at: first.at, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
      }
    } while (this.#take('comma') !== undefined);
    return items;
  }

  #bareWord(word: Token): Node {
    const meaning = WORDS.get(word.text.toLowerCase());
    if (meaning !== undefined) return { type: 'in', field: meaning.field, values: [meaning.value] };
    const ticker = findField('underlying');
    if (ticker !== undefined && looksLikeTicker(word.text)) return equality(ticker, [{ value: word }], this.#context);
    const close = suggest(word.text, [...WORDS.keys(), ...FIELD_NAMES]);
    const suggestion = close ?? (looksLikeTicker(word.text.toUpperCase()) ? `ticker:${word.text.toUpperCase()}` : undefined);
    throw new FilterError(word.at, { found: quote(word.text), expected: A_TERM, ...(suggestion === undefined ? {} : { suggestion }) });
  }

  #unknownField(word: Token): never {
    const suggestion = suggest(word.text, FIELD_NAMES);
    throw new FilterError(word.at, { found: quote(word.text), expected: 'a field', ...(suggestion === undefined ? {} : { suggestion }) });
  }

  #count(token: Token): void {
    this.#values += 1;
    if (this.#values > this.#limits.values) this.#refuse(token, `at most ${this.#limits.values} values`);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #keyword(): string {
    const token = this.#peek();
    const after = this.#tokens[this.#next + 1];
    return token === undefined || after?.type === 'operator' ? '' : keyword(token);
  }

  #take(type: TokenType): Token | undefined {
    const token = this.#peek();
    if (token?.type !== type) return undefined;
    this.#next += 1;
    return token;
  }

  #refuse(token: Token | undefined, expected: string): never {
    if (token === undefined) throw new FilterError(this.#text.length, { found: 'the end of the filter', expected });
    if (token.type === 'unclosed') throw new FilterError(token.at, { found: quote(token.text), expected: 'a closing quote' });
    throw new FilterError(token.at, { found: quote(token.text), expected });
  }
}

/** Parses a filter text; throws FilterError. */
export function parseText(text: string, limits: FilterLimits, context: ValueContext): Node {
  if (text.length > limits.length) {
    throw new FilterError(limits.length, { found: `${text.length} characters`, expected: `at most ${limits.length} characters` });
  }
  return new TextParser(text, limits, context).parse();
}
