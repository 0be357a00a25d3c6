import type { NormalNode } from './language/ast.ts';
import { FilterError, type FilterProblem } from './language/errors.ts';
import { DEFAULT_LIMITS, type FilterLimits } from './language/limits.ts';
import { normalize } from './language/normalize.ts';
import { parseJson } from './language/parse-json.ts';
import { parseText } from './language/parse-text.ts';
import { printNormal } from './language/print.ts';
import { type JsonFilter, toJson } from './language/to-json.ts';

/** A filter that was understood. Two filters with equal `canonical` text let the same trades through and are one filter. */
export interface Filter {
  /** Normal form, which all compilers read. */
  readonly ast: NormalNode;
  /** Canonical text, the identity of a filter; `''` lets everything through. */
  readonly canonical: string;
  readonly json: JsonFilter;
}

export interface ParseOptions {
  /** The present instant in epoch milliseconds; without it `today` is not understood. */
  readonly now?: number;
  /** A plan's limits, where they differ from the defaults. */
  readonly limits?: Partial<FilterLimits>;
}

export type ParseResult = { readonly ok: true; readonly filter: Filter } | { readonly ok: false; readonly error: FilterProblem };

/** Parses a filter text or a JSON filter. Never throws for bad input; never reads more of it than the limits allow. */
export function parseFilter(input: string | object, options: ParseOptions = {}): ParseResult {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const context = options.now === undefined ? {} : { now: options.now };
  try {
    const node = typeof input === 'string' ? parseText(input, limits, context) : parseJson(input, limits, context);
    const ast = normalize(node);
    return { ok: true, filter: { ast, canonical: printNormal(ast), json: toJson(ast) } };
  } catch (error) {
    if (error instanceof FilterError) return { ok: false, error: error.problem };
    throw error;
  }
}
