import { type Alert, type Row, toRow, type Trade } from '@tapewire/contracts';
import { compilePredicate, parseFilter, type Predicate } from '@tapewire/filter';
import type { DayNumber } from '../calendar/dates.ts';
import type { Change } from '../corrections.ts';
import { cents, round6 } from '../money.ts';
import type { StateChunk } from '../state/chunks.ts';
import { Baselines } from './baselines.ts';
import type { Rule } from './rule-file.ts';
import { type Hit, RuleState, type SavedRule } from './rule-state.ts';

type Figures = Readonly<Record<string, number>>;

interface ActiveRule {
  readonly rule: Rule;
  /** The rule as text: its state lives as long as this stays the same. */
  readonly definition: string;
  readonly matches: Predicate;
  readonly state: RuleState;
}

/** The alert rules of a partition, and what they remember. Time is the trades' own. */
export class RuleBook {
  readonly #baselines = new Baselines();
  #rules: readonly ActiveRule[] = [];
  /** Orders stay known this long after their last print, so that a rule fires once for each. */
  #orderLife = 0;

  /**
   * Puts other rules in force; a rule that did not change keeps what it remembers, one that did the orders it has fired for.
   * `orderLife`: longest life of an order, ms.
   */
  use(rules: readonly Rule[], orderLife: number): void {
    this.#orderLife = orderLife;
    const before = new Map(this.#rules.map((active) => [active.rule.id, active]));
    this.#rules = rules.map((rule) => {
      const definition = JSON.stringify(rule);
      const known = before.get(rule.id);
      if (known?.definition === definition) return known;
      return { rule, definition, matches: predicateOf(rule), state: known?.state.changed() ?? new RuleState() };
    });
  }

  /** The alerts a trade sets off; `windowed`: it may count towards repeats and averages (late prints may not). */
  see(trade: Trade, day: DayNumber, windowed: boolean): Alert[] {
    const alerts = this.#rules.length === 0 ? [] : this.#alerts(trade, toRow(trade), day, windowed);
    if (windowed) this.#baselines.add(trade.underlying, day, trade.premium ?? 0, trade.size, 1);
    return alerts;
  }

  /** Takes a cancelled print (or the difference of a correction) out of the averages. */
  adjust(underlying: string, day: DayNumber, change: Change): void {
    this.#baselines.add(underlying, day, change.premium, change.size, change.prints);
  }

  #alerts(trade: Trade, row: Row, day: DayNumber, windowed: boolean): Alert[] {
    const alerts: Alert[] = [];
    for (const { rule, matches, state } of this.#rules) {
      if (!matches(row)) continue;
      const figures = this.#figures(rule, state, trade, day, windowed);
      if (figures === undefined) continue;
      const order = trade.order?.id ?? trade.id;
      const key = rule.repeat?.by === 'underlying' || rule.times !== undefined ? trade.underlying : trade.contract;
      if (state.fires(order, key, trade.ts, rule.cooldown ?? 0, this.#orderLife)) alerts.push(alertOf(rule, order, trade, figures));
    }
    return alerts;
  }

  /** The figures that set a rule off, or undefined while it has no reason to fire. */
  #figures(rule: Rule, state: RuleState, trade: Trade, day: DayNumber, windowed: boolean): Figures | undefined {
    if (rule.repeat !== undefined) {
      if (!windowed) return undefined;
      const { count, within, by } = rule.repeat;
      const hits = state.hit(trade[by], { ts: trade.ts, premium: trade.premium ?? 0, size: trade.size }, count, within);
      return hits === undefined ? undefined : sumOf(hits);
    }
    if (rule.times !== undefined) {
      const { of, over, sessions } = rule.times;
      const value = trade[of];
      const average = windowed ? this.#baselines.average(trade.underlying, day, of, sessions) : undefined;
      if (value === undefined || average === undefined || value < average * over) return undefined;
      return { [of]: value, average: round6(average), times: round6(value / average) };
    }
    return plainFigures(trade);
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'rules', bytes: JSON.stringify(this.#rules.map(({ definition, state }) => state.save(definition))) };
    yield* this.#baselines.snapshot();
  }

  /** Takes a chunk back in; the rules of the config in force must have been put in before. */
  load(chunk: StateChunk): void {
    if (chunk.key === 'baselines') {
      this.#baselines.load(chunk);
      return;
    }
    for (const saved of JSON.parse(chunk.bytes) as SavedRule[]) {
      this.#rules.find((active) => active.definition === saved[0])?.state.load(saved);
    }
  }
}

function predicateOf(rule: Rule): Predicate {
  const parsed = parseFilter(rule.when);
  return parsed.ok ? compilePredicate(parsed.filter) : () => false;
}

function sumOf(hits: readonly Hit[]): Figures {
  const first = hits[0]?.ts ?? 0;
  const last = hits.at(-1)?.ts ?? first;
  return {
    count: hits.length,
    premium: cents(hits.reduce((sum, hit) => sum + hit.premium, 0)),
    size: hits.reduce((sum, hit) => sum + hit.size, 0),
    milliseconds: Math.round(last - first),
  };
}

/** What a single trade's alert shows: its own size and money, its order's, and how the contract stands. */
function plainFigures({ premium, size, order, volume, oi, score }: Trade): Figures {
  const shown = { premium, size, orderPremium: order?.premium, orderSize: order?.size, volume, oi, score };
  return Object.fromEntries(Object.entries(shown).filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function alertOf(rule: Rule, order: string, trade: Trade, figures: Figures): Alert {
  return {
    id: `${rule.id}:${order}`,
    rule: rule.id,
    severity: rule.severity,
    when: rule.when,
    ts: trade.ts,
    recvTs: trade.recvTs,
    trade,
    figures,
    ...(rule.to?.desks === undefined ? {} : { desks: rule.to.desks }),
    ...(rule.to?.plans === undefined ? {} : { plans: rule.to.plans }),
  };
}
