import type { Trade } from '@tapewire/contracts';

/** What a term means, said without the library: a test of one trade's value. `text` is one of the ways to write it. */
export interface Term {
  readonly text: string;
  readonly json: object;
  readonly holds: (trade: Trade) => boolean;
}

export type Expression =
  | { readonly kind: 'term'; readonly term: Term }
  | { readonly kind: 'not'; readonly of: Expression; readonly sign: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] };

/** The naive evaluator: the language as TRADE.md defines it, straight from the expression that was drawn. */
export function holds(expression: Expression, trade: Trade): boolean {
  if (expression.kind === 'term') return expression.term.holds(trade);
  if (expression.kind === 'not') return !holds(expression.of, trade);
  const results = expression.of.map((part) => holds(part, trade));
  return expression.kind === 'and' ? !results.includes(false) : results.includes(true);
}

export function toText(expression: Expression): string {
  if (expression.kind === 'term') return expression.term.text;
  if (expression.kind === 'not') return `${expression.sign}(${toText(expression.of)})`;
  return expression.of.map((part) => (part.kind === 'term' ? toText(part) : `(${toText(part)})`)).join(expression.kind === 'and' ? ' ' : ' or ');
}

export function toJsonText(expression: Expression): object {
  if (expression.kind === 'term') return expression.term.json;
  if (expression.kind === 'not') return { not: toJsonText(expression.of) };
  return { [expression.kind]: expression.of.map(toJsonText) };
}
