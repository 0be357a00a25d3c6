import { type DayNumber, previousTradingDay, regularClose, regularOpen } from '@tapewire/market';
import { gaussianOf, hash } from './random.ts';
import type { Underlying } from './universe.ts';

/** Seconds of a path; a trading day from 9:30 to 16:15 has 24,300. */
const SPAN = 2 ** 15;
const LEVELS = 15;
const DAY_SECONDS = 23_400;
/** Deviation of the middle of a stretch from the mean of its ends, by level. */
const DISPLACEMENTS = Array.from({ length: LEVELS }, (_, level) => Math.sqrt(SPAN / 2 ** (level + 1) / 2));
const YEAR_DAYS = 252;

/**
 * A Brownian path of a day that is known at any second without the ones before it (Lévy's construction: the middle of a
 * stretch is the mean of its ends plus noise of its own). Deviation 1 after a trading day.
 */
export class BrownianPath {
  readonly #seed: number;
  readonly #end: number;

  constructor(seed: number, day: number, which: number) {
    this.#seed = hash(seed, day, which);
    this.#end = gaussianOf(this.#seed) * Math.sqrt(SPAN);
  }

  /** Value at a second of the day, fractions between. */
  at(second: number): number {
    const floor = Math.floor(second);
    const left = this.#node(floor);
    return (left + (this.#node(floor + 1) - left) * (second - floor)) / Math.sqrt(DAY_SECONDS);
  }

  #lastSecond = -1;
  #lastValue = 0;

  #node(second: number): number {
    if (second === this.#lastSecond) return this.#lastValue;
    let from = 0;
    let length = SPAN;
    let low = 0;
    let high = this.#end;
    for (let level = 0; level < LEVELS; level++) {
      length /= 2;
      const middle = (low + high) / 2 + gaussianOf(hash(this.#seed, level, from)) * (DISPLACEMENTS[level] ?? 0);
      if (second < from + length) high = middle;
      else {
        from += length;
        low = middle;
      }
    }
    this.#lastSecond = second;
    this.#lastValue = low;
    return low;
  }
}

const MARKET_VOL = 0.12;
const TECH_VOL = 0.1;
/** Extra seconds' worth of movement that the first minutes hold. */
const OPENING_SECONDS = 2500;
const OPENING_FADE = 900;
/** How the level of volatility moves within a day. */
const VOL_OF_VOL = 0.035;
const VOL_PER_RETURN = 3;

/** Where all underlyings of one trading day stand at any time. */
export class DayPaths {
  readonly #seed: number;
  readonly #day: DayNumber;
  readonly #dayIndex: number;
  readonly #market: BrownianPath;
  readonly #tech: BrownianPath;
  readonly #level: BrownianPath;
  readonly #own = new Map<number, BrownianPath>();
  readonly #open = new Map<number, number>();

  /** `dayIndex`: trading days since the start of the demo, so that days follow on one another. */
  constructor(seed: number, day: DayNumber, dayIndex: number) {
    this.#seed = seed;
    this.#day = day;
    this.#dayIndex = dayIndex;
    this.#market = new BrownianPath(seed, day, 1);
    this.#tech = new BrownianPath(seed, day, 2);
    this.#level = new BrownianPath(seed, day, 3);
  }

  /** Price of an underlying at a second after 9:30. */
  spot(underlying: Underlying, second: number): number {
    const spot = this.open(underlying) * Math.exp(this.#logReturn(underlying, warp(second)));
    return Math.round(spot * 100) / 100;
  }

  /** Price at the open: the start of the demo, and a move for each day since. */
  open(underlying: Underlying): number {
    let open = this.#open.get(underlying.id);
    if (open === undefined) {
      let log = 0;
      const daily = underlying.vol / Math.sqrt(YEAR_DAYS);
      for (let i = 0; i < this.#dayIndex; i++) log += gaussianOf(hash(this.#seed, underlying.id, i, 4)) * daily;
      open = underlying.spot * Math.exp(log);
      this.#open.set(underlying.id, open);
    }
    return open;
  }

  /** Where an underlying stood at the close of the trading day before. */
  previousClose(underlying: Underlying): number {
    const day = previousTradingDay(this.#day);
    return new DayPaths(this.#seed, day, this.#dayIndex - 1).spot(underlying, (regularClose(day) - regularOpen(day)) / 1000);
  }

  /** Factor of the implied volatilities: up when the market is down, and some of its own. */
  volFactor(second: number): number {
    const t = warp(second);
    return Math.exp(VOL_OF_VOL * this.#level.at(t) - VOL_PER_RETURN * this.#marketReturn(t));
  }

  #marketReturn(t: number): number {
    return (this.#market.at(t) * MARKET_VOL) / Math.sqrt(YEAR_DAYS);
  }

  #logReturn(underlying: Underlying, t: number): number {
    const shared = underlying.beta * this.#marketReturn(t) + (underlying.tech * this.#tech.at(t) * TECH_VOL) / Math.sqrt(YEAR_DAYS);
    const sharedVariance = (underlying.beta * MARKET_VOL) ** 2 + (underlying.tech * TECH_VOL) ** 2;
    const ownVol = Math.sqrt(Math.max(0, underlying.vol ** 2 - sharedVariance));
    // What follows the index has nothing of its own, so that SPY and SPX stay together.
    const own = underlying.beta === 1 && underlying.tech === 0 && underlying.late ? 0 : this.#path(underlying).at(t);
    return shared + (ownVol * own) / Math.sqrt(YEAR_DAYS);
  }

  #path(underlying: Underlying): BrownianPath {
    let path = this.#own.get(underlying.id);
    if (path === undefined) {
      path = new BrownianPath(this.#seed, this.#day, underlying.id);
      this.#own.set(underlying.id, path);
    }
    return path;
  }
}

const warp = (second: number): number => second + OPENING_SECONDS * (1 - Math.exp(-second / OPENING_FADE));
