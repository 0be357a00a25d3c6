/** How large a filter may be. The defaults bound what one filter can cost to parse, match and query. */
export interface FilterLimits {
  /** Characters of a text filter, and of each text in a JSON filter. */
  readonly length: number;
  /** Parentheses, negations or JSON objects within each other. Redis Search gives up between 50 and 90. */
  readonly depth: number;
  /** Terms (`field:…`) in the whole filter. */
  readonly terms: number;
  /** Values of all sets together. */
  readonly values: number;
}

export const DEFAULT_LIMITS: FilterLimits = { length: 10_000, depth: 16, terms: 200, values: 1_000 };

/** Characters of a single value; Redis Search cuts a tag off above 4096. */
export const VALUE_LENGTH = 64;
