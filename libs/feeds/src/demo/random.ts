/** Taken from `Math` once: looking a global up costs more than the multiplication itself where modules run in a sandbox. */
const { imul } = Math;

const START = 0x9e3779b9;

function mix(h: number, part: number): number {
  let mixed = imul(h ^ (part | 0), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Mixes up to five whole numbers into 32 bits (the finaliser of MurmurHash3, once per number). */
export const hash = (a: number, b = 0, c = 0, d = 0, e = 0): number => mix(mix(mix(mix(mix(START, a), b), c), d), e) >>> 0;

/** 32 bits of a text. */
export function hashText(text: string): number {
  let h = START;
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return h >>> 0;
}

const TWO_32 = 2 ** 32;
const SQRT_3 = Math.sqrt(3);

/** About normal (mean 0, deviation 1, at most 3.5), from a hash: the sum of four uniform numbers. */
export function gaussianOf(h: number): number {
  const a = mix(h, 1);
  const b = mix(a, 2);
  const c = mix(b, 3);
  const sum = (a >>> 0) + (b >>> 0) + (c >>> 0) + (mix(c, 4) >>> 0);
  return (sum / TWO_32 - 2) * SQRT_3;
}

/** A stream of random numbers from a seed (sfc32 by Chris Doty-Humphrey). Equal seeds give equal streams. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(a: number, b = 0, c = 0, d = 0) {
    this.#a = hash(1, a, b, c, d);
    this.#b = hash(2, a, b, c, d);
    this.#c = hash(3, a, b, c, d);
    for (let i = 0; i < 8; i++) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return (t >>> 0) / TWO_32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Whole number from `least` to `most`. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** Normal: Box–Muller. */
  gaussian(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Log-normal by its median and the deviation of its logarithm. */
  logNormal(median: number, deviation: number): number {
    return median * Math.exp(deviation * this.gaussian());
  }

  /** Pareto: never below `least`, the heavier the tail the smaller `alpha`. */
  pareto(least: number, alpha: number): number {
    return least / (1 - this.next()) ** (1 / alpha);
  }

  /** One of a weighted choice. */
  pick<T>(choice: Weighted<T>): T {
    const at = this.next() * choice.total;
    const index = choice.sums.findIndex((sum) => at < sum);
    const item = choice.items[index < 0 ? choice.items.length - 1 : index];
    if (item === undefined) throw new RangeError('expected something to choose from, was nothing');
    return item;
  }
}

/** Things to choose from, by weight. */
export interface Weighted<T> {
  readonly items: readonly T[];
  readonly sums: readonly number[];
  readonly total: number;
}

export function weighted<T>(items: readonly T[], weightOf: (item: T) => number): Weighted<T> {
  let total = 0;
  const sums = items.map((item) => (total += weightOf(item)));
  return { items, sums, total };
}
