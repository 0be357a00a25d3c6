import type { Quote, Right } from '@tapewire/contracts';
import { type DayNumber, regularClose, regularOpen } from '@tapewire/market';
import { type Chain, chainOf, type Expiration } from './chain.ts';
import { DayPaths } from './paths.ts';
import { quoteAround, theoretical } from './quotes.ts';
import { gaussianOf, hash, Random, type Weighted, weighted } from './random.ts';
import { type Underlying, UNIVERSE } from './universe.ts';

/** A contract of the demo market. */
export interface Option {
  readonly underlying: Underlying;
  readonly expiration: Expiration;
  readonly right: Right;
  readonly strike: number;
}

/** What a contract is quoted at, and its underlying. */
export interface Market {
  readonly quote: Quote;
  readonly spot: number;
}

const SECOND_MS = 1000;
/** After the stocks' close, options on indices and ETFs go on for this long. */
const LATE_SECONDS = 900;
/** Log-normal deviation of a name's heat from day to day, and how much hotter the name of the minute is. */
const HEAT_DEVIATION = 0.3;
const FLURRY = 7;
const HOT_SHARE = 0.16;
const HOT_SECONDS = 600;

/** One trading day of the demo market: what is listed, where it stands, and which contracts people trade. */
export class DayMarket {
  readonly day: DayNumber;
  /** Epoch milliseconds of 9:30. */
  readonly open: number;
  /** Seconds from the open to the close of stocks' options, and of the last ones. */
  readonly close: number;
  readonly end: number;
  readonly chains: readonly Chain[];
  readonly paths: DayPaths;
  readonly #seed: number;
  readonly #flow: Weighted<Chain>;
  readonly #lateFlow: Weighted<Chain>;

  constructor(seed: number, day: DayNumber, dayIndex: number) {
    this.#seed = seed;
    this.day = day;
    this.open = regularOpen(day);
    this.close = (regularClose(day) - this.open) / SECOND_MS;
    this.end = this.close + LATE_SECONDS;
    this.paths = new DayPaths(seed, day, dayIndex);
    this.chains = UNIVERSE.map((underlying) => chainOf(underlying, day, this.paths.open(underlying)));
    const heat = ({ underlying }: Chain): number => underlying.heat * Math.exp(HEAT_DEVIATION * gaussianOf(hash(seed, day, underlying.id, 7)));
    this.#flow = weighted(this.chains, heat);
    this.#lateFlow = weighted(this.chains.filter(({ underlying }) => underlying.late), heat);
  }

  /** What somebody trades at a second: often what is hot just then. */
  pick(random: Random, second: number): Option {
    const chain = this.#chain(random, second);
    if (!random.chance(HOT_SHARE)) return this.pickFrom(chain, random, second);
    const hot = new Random(this.#seed, this.day, chain.underlying.id, Math.floor(second / HOT_SECONDS));
    return this.pickFrom(chain, hot, second);
  }

  /** A contract of one underlying: near expirations and strikes a little out of the money are the favourites. */
  pickFrom(chain: Chain, random: Random, second: number): Option {
    const { underlying } = chain;
    const now = this.open + second * SECOND_MS;
    const alive = chain.expirations.filter((expiration) => expiration.settles > now);
    const expiration = random.pick(weighted(alive, (e) => Math.exp(-0.55 * alive.indexOf(e)) + 0.03 + (e.root === underlying.root ? 0.05 : 0)));
    const right: Right = random.chance(underlying.late ? 0.49 : 0.6) ? 'C' : 'P';
    const away = (random.chance(0.12) ? -0.6 : 1) * (0.1 + 0.6 * Math.abs(random.gaussian()));
    const spot = this.paths.spot(underlying, second);
    const target = spot * Math.exp((right === 'C' ? away : -away) * expiration.deviation);
    return { underlying, expiration, right, strike: nearest(expiration.strikes, target) };
  }

  /** Quote of a contract and price of its underlying, `second` with its fraction. */
  market({ underlying, expiration, right, strike }: Option, second: number, random: Random): Market {
    const spot = this.paths.spot(underlying, second);
    const value = theoretical(underlying, expiration, right, strike, spot, this.open + second * SECOND_MS, this.paths.volFactor(second));
    return { quote: quoteAround(underlying, value, random), spot };
  }

  /** The chain of the option's underlying. */
  chainOf({ underlying }: Option): Chain {
    const chain = this.chains.find((c) => c.underlying === underlying);
    if (chain === undefined) throw new RangeError(`expected a chain of ${underlying.ticker}, was none`);
    return chain;
  }

  #chain(random: Random, second: number): Chain {
    if (second >= this.close) return random.pick(this.#lateFlow);
    const minute = Math.floor(second / 60);
    const flurry = new Random(this.#seed, this.day, minute, 8).pick(this.#flow);
    const share = (FLURRY * flurry.underlying.heat) / this.#flow.total;
    return random.chance(Math.min(0.3, share)) ? flurry : random.pick(this.#flow);
  }
}

function nearest(strikes: readonly number[], target: number): number {
  let best = strikes[0] ?? 0;
  for (const strike of strikes) if (Math.abs(strike - target) < Math.abs(best - target)) best = strike;
  return best;
}
