import leven from 'leven';

/** Why a filter was refused: where, what was found there, and what was expected. */
export interface FilterProblem {
  readonly message: string;
  /** Character offset in a text, JSON path (`$.and[0].field`) in a JSON filter. */
  readonly at: number | string;
  readonly found: string;
  readonly expected: string;
  /** What the user may have meant, when something close exists. */
  readonly suggestion?: string;
}

/** A refused value, before its place in the filter is known. */
export interface ValueProblem {
  readonly found: string;
  readonly expected: string;
  readonly suggestion?: string;
}

/** Carries a problem from any depth of the parsers to `parseFilter`, which returns it. */
export class FilterError extends Error {
  readonly problem: FilterProblem;

  constructor(at: number | string, what: ValueProblem) {
    const { found, expected, suggestion } = what;
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    const message = `expected ${expected}, was ${found}${hint}`;
    super(message);
    this.name = 'FilterError';
    this.problem = { message, at, found, expected, ...(suggestion === undefined ? {} : { suggestion }) };
  }
}

const SHOWN = 40;

/** A piece of the input for an error message: quoted and cut to a readable length. */
export function quote(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}

/** The candidate that `word` most likely misspells, if one is close enough for its length. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase().slice(0, SHOWN);
  let best: string | undefined;
  // Two letters may be swapped (a distance of 2); a third of a long word may be wrong, not the whole of a short one.
  let bestDistance = Math.min(typed.length, Math.max(2, Math.floor(typed.length / 3)) + 1);
  for (const candidate of candidates) {
    const distance = leven(typed, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}
