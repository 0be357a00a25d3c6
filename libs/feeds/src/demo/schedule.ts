import { gaussianOf, hash } from './random.ts';

/** Trades at the open, as a multiple of the usual rate beyond it, and how fast that fades (seconds). */
const OPENING_EXTRA = 1.6;
const OPENING_FADE = 50;
const MORNING_EXTRA = 0.35;
const MORNING_FADE = 1200;
const CLOSING_EXTRA = 0.6;
const CLOSING_FADE = 900;
/** After the stocks' close only index options and ETFs are left. */
const LATE_SHARE = 0.07;
const NOISE = 0.25;

/** How many trades each second of a day has: dense at the open and the close, uneven in between. */
export class TradeCounts {
  readonly #seed: number;
  readonly #rate: number;
  readonly #close: number;
  #second = 0;
  #sum = 0;

  /** `rate`: trades a second once the opening is over; `close`: second after the open at which stocks' options stop. */
  constructor(seed: number, rate: number, close: number) {
    this.#seed = seed;
    this.#rate = rate;
    this.#close = close;
  }

  /** Trades of the next second. */
  next(): number {
    const second = this.#second++;
    const before = Math.floor(this.#sum);
    this.#sum += this.#rate * shape(second, this.#close) * Math.exp(NOISE * gaussianOf(hash(this.#seed, second, 5)) - (NOISE * NOISE) / 2);
    return Math.floor(this.#sum) - before;
  }
}

function shape(second: number, close: number): number {
  if (second >= close) return LATE_SHARE;
  return 1 + OPENING_EXTRA * Math.exp(-second / OPENING_FADE) + MORNING_EXTRA * Math.exp(-second / MORNING_FADE)
    + CLOSING_EXTRA * Math.exp((second - close) / CLOSING_FADE);
}
