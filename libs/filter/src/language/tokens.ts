export type TokenType =
  | 'word' // a field, a keyword or a bare word
  | 'operator'
  | 'value'
  | 'comma'
  | 'range' // `..`
  | 'open'
  | 'close'
  | 'minus'
  | 'unclosed'; // a quote without its end

/** A piece of a filter text; `text` is what it means (a quoted value without its quotes). */
export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Where it starts and ends in the filter text. */
  readonly at: number;
  readonly end: number;
}

const OPERATOR = /(?:[<>!]=|[<>=:])/y;
const WORD = /[^\s(),:<>=!"]+/y;
const QUOTED = /"(?:[^"\\]|\\.)*"/ys;
const SPACE = /\s+/y;

const SINGLE: Readonly<Record<string, TokenType>> = { '(': 'open', ')': 'close', ',': 'comma' };

/** Length of the unquoted value at `from`: up to a space, comma, parenthesis, quote or `..`. */
function valueLength(text: string, from: number): number {
  let end = from;
  while (end < text.length && !/[\s,()"]/.test(text.charAt(end)) && !text.startsWith('..', end)) end += 1;
  return end - from;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Cuts a filter text into tokens. Never fails: what it can't read becomes a word that the parser refuses. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let inValues = false;
  const push = (type: TokenType, length: number, meaning = text.slice(at, at + length)): void => {
    tokens.push({ type, text: meaning, at, end: at + length });
    at += length;
  };
  for (;;) {
    const space = matchAt(SPACE, text, at)?.length ?? 0;
    at += space;
    if (at >= text.length) return tokens;
    const last = tokens.at(-1)?.type;
    // After a value a term ends, unless a comma or `..` carries it on.
    const wantsValue = inValues && (last === 'operator' || last === 'comma' || (last === 'range' && space === 0));
    if (inValues && !wantsValue && text.charAt(at) !== ',' && !(space === 0 && text.startsWith('..', at))) inValues = false;
    const single = SINGLE[text.charAt(at)];
    if (single !== undefined) {
      if (single !== 'comma') inValues = false;
      push(single, 1);
    } else if (inValues && text.startsWith('..', at)) {
      push('range', 2);
    } else if (text.startsWith('"', at)) {
      const quoted = matchAt(QUOTED, text, at);
      if (quoted === undefined) push('unclosed', text.length - at);
      else push(inValues ? 'value' : 'word', quoted.length, quoted.slice(1, -1).replace(/\\(.)/gs, '$1'));
    } else if (wantsValue) {
      push('value', valueLength(text, at));
    } else if (text.startsWith('-', at)) {
      push('minus', 1);
    } else {
      const operator = matchAt(OPERATOR, text, at);
      const word = operator ?? matchAt(WORD, text, at) ?? text.charAt(at);
      inValues = operator !== undefined;
      push(operator === undefined ? 'word' : 'operator', word.length);
    }
  }
}
