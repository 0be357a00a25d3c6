import { type Cell, FLOW_BUCKETS, type FlowMinute, type FlowOutput, type Row } from '@tapewire/contracts';

/** The market as a whole, of which each partition has its share. */
export const MARKET = '*';
const SIDES = ['calls', 'puts'] as const;
const SUMS = ['premium', 'volume', 'count'] as const;
const MINUTE_MS = 60_000;

/** Columns of a flow row. Premium in US dollars, volume in contracts; `partial` until every partition has passed the minute. */
export const FLOW_COLUMNS: readonly string[] = [
  'underlying', 'minute', 'revision', 'partial', 'spot',
  ...SIDES.flatMap((side) => FLOW_BUCKETS.flatMap((bucket) => SUMS.map((sum) => `${side}.${bucket}.${sum}`))),
];

/** Columns of a ranking of underlyings; `unusual` is volume against the average of as many minutes before. */
export const TOP_COLUMNS: readonly string[] = ['underlying', 'premium', 'volume', 'count', 'net', 'calls.net', 'puts.net', 'unusual'];
export type TopOrder = 'premium' | 'volume' | 'unusual' | 'net';

interface Totals {
  premium: number;
  volume: number;
  count: number;
  callsNet: number;
  putsNet: number;
  volumeBefore: number;
}

/** The minutes of flow that one lane has come to, the latest revision of each. */
export class FlowBoard {
  readonly #keepMinutes: number;
  /** By minute, then underlying, then partition: each partition tells its own share. */
  readonly #minutes = new Map<number, Map<string, Map<number, FlowMinute>>>();
  readonly #clocks: number[];
  readonly #changed = new Map<string, Set<number>>();
  #latest = 0;

  constructor(partitions: number, keepMinutes: number) {
    this.#clocks = Array.from({ length: partitions }, () => 0);
    this.#keepMinutes = keepMinutes;
  }

  take(p: number, outputs: readonly FlowOutput[]): void {
    for (const output of outputs) {
      if (output.type === 'minute') this.#put(p, output);
      else if (output.type === 'clock') this.#pass(p, output.minute);
    }
  }

  /** Rows of an underlying (`*`: the market), oldest minute first. */
  rows(underlying: string, minutes: number): Row[] {
    const from = this.#latest - (minutes - 1) * MINUTE_MS;
    return this.#rowsOf(underlying, [...this.#minutes.keys()].filter((minute) => minute >= from));
  }

  /** Rows that changed since the last call, by underlying. */
  takeChanges(): Map<string, Row[]> {
    const changes = new Map<string, Row[]>();
    for (const [underlying, minutes] of this.#changed) {
      changes.set(underlying, this.#rowsOf(underlying, [...minutes]));
    }
    this.#changed.clear();
    return changes;
  }

  /** Underlyings of the last minutes, the highest first. */
  top(by: TopOrder, minutes: number, limit: number): Row[] {
    const totals = this.#totals(minutes);
    const rows = [...totals].map(([underlying, of]): { key: number; row: Row } => {
      const net = of.callsNet - of.putsNet;
      const unusual = of.volumeBefore > 0 ? of.volume / of.volumeBefore : null;
      const key = { premium: of.premium, volume: of.volume, net: Math.abs(net), unusual: unusual ?? 0 }[by];
      return { key, row: [underlying, of.premium, of.volume, of.count, net, of.callsNet, of.putsNet, unusual] };
    });
    return rows.filter(({ key }) => key > 0).sort((a, b) => b.key - a.key || String(a.row[0]).localeCompare(String(b.row[0]))).slice(0, limit).map(({ row }) => row);
  }

  #put(p: number, flow: FlowMinute): void {
    if (flow.minute < this.#latest - this.#keepMinutes * MINUTE_MS) return;
    this.#reach(flow.minute);
    const byUnderlying = getOrMake(this.#minutes, flow.minute, () => new Map<string, Map<number, FlowMinute>>());
    const shares = getOrMake(byUnderlying, flow.underlying, () => new Map<number, FlowMinute>());
    if ((shares.get(p)?.revision ?? -1) >= flow.revision) return;
    shares.set(p, flow);
    getOrMake(this.#changed, flow.underlying, () => new Set<number>()).add(flow.minute);
  }

  /** A partition's clock has passed the minutes before: what was partial may be whole now. */
  #pass(p: number, minute: number): void {
    const before = Math.min(...this.#clocks);
    this.#clocks[p] = Math.max(this.#clocks[p] ?? 0, minute);
    this.#reach(minute);
    const now = Math.min(...this.#clocks);
    if (before === now) return;
    for (const [passed, byUnderlying] of this.#minutes) {
      if (passed < before || passed >= now) continue;
      for (const underlying of byUnderlying.keys()) getOrMake(this.#changed, underlying, () => new Set<number>()).add(passed);
    }
  }

  #reach(minute: number): void {
    if (minute <= this.#latest) return;
    this.#latest = minute;
    for (const old of this.#minutes.keys()) if (old < minute - this.#keepMinutes * MINUTE_MS) this.#minutes.delete(old);
  }

  #rowsOf(underlying: string, minutes: readonly number[]): Row[] {
    return [...minutes].sort((a, b) => a - b).map((minute) => this.#row(underlying, minute)).filter((row) => row !== undefined);
  }

  #row(underlying: string, minute: number): Row | undefined {
    const shares = [...(this.#minutes.get(minute)?.get(underlying)?.values() ?? [])];
    if (shares.length === 0) return undefined;
    const spot = underlying === MARKET ? undefined : shares[0]?.spot;
    const cells: Cell[] = [underlying, minute, shares.reduce((sum, { revision }) => sum + revision, 0), minute >= Math.min(...this.#clocks) ? 1 : 0, spot ?? null];
    for (const side of SIDES) {
      for (const bucket of FLOW_BUCKETS) {
        for (const sum of SUMS) cells.push(shares.reduce((total, share) => total + share[side][bucket][sum], 0));
      }
    }
    return cells;
  }

  #totals(minutes: number): Map<string, Totals> {
    const from = this.#latest - (minutes - 1) * MINUTE_MS;
    const totals = new Map<string, Totals>();
    for (const [minute, byUnderlying] of this.#minutes) {
      if (minute < from - minutes * MINUTE_MS) continue;
      for (const [underlying, shares] of byUnderlying) {
        if (underlying === MARKET) continue;
        const of = getOrMake(totals, underlying, () => ({ premium: 0, volume: 0, count: 0, callsNet: 0, putsNet: 0, volumeBefore: 0 }));
        for (const share of shares.values()) addShare(of, share, minute >= from);
      }
    }
    return totals;
  }
}

function addShare(of: Totals, share: FlowMinute, within: boolean): void {
  for (const side of SIDES) {
    for (const bucket of FLOW_BUCKETS) {
      const { premium, volume, count } = share[side][bucket];
      if (!within) {
        of.volumeBefore += volume;
        continue;
      }
      of.premium += premium;
      of.volume += volume;
      of.count += count;
    }
  }
  if (!within) return;
  of.callsNet += share.calls.ask.premium - share.calls.bid.premium;
  of.putsNet += share.puts.ask.premium - share.puts.bid.premium;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
