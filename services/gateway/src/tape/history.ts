import { setTimeout as sleep } from 'node:timers/promises';
import { rankAt, type Row } from '@tapewire/contracts';
import { recentRows, rowRank } from '@tapewire/delivery';
import { compilePredicate, compileRedis, type Filter } from '@tapewire/filter';
import { refusal } from '../requests/request-error.ts';
import type { LaneRunner } from './lane-runner.ts';
import type { QueryGate } from './query-gate.ts';
import type { StoredState, TapeSource } from './tape-source.ts';

/** Older rows, newest first. */
export interface HistoryQuery {
  readonly filter: Filter;
  /** Rows above these positions are left out: they come live. */
  readonly heads: readonly number[];
  readonly beforeRank: number;
  readonly limit: number;
}

export interface HistoryPage {
  readonly rows: readonly Row[];
  /** There may be older ones. */
  readonly more: boolean;
  /** Epoch milliseconds of receipt: rows from before are the notable ones only. Not there when no row can be. */
  readonly since?: number;
}

export const BEHIND_TIMEOUT_MS = 5000;
const BEHIND_RETRY_MS = 100;
const RETRY_AFTER_MS = 1000;

/** Snapshots and pages: the newest rows from memory, older ones from Redis Search. */
export class History {
  readonly #source: TapeSource;
  readonly #gate: QueryGate;
  readonly #wallClock: () => number;
  /** Queries under way, by what they ask: equal ones are made once. */
  readonly #underWay = new Map<string, Promise<HistoryPage>>();

  constructor(source: TapeSource, gate: QueryGate, wallClock: () => number) {
    this.#source = source;
    this.#gate = gate;
    this.#wallClock = wallClock;
  }

  async page(runner: LaneRunner, query: HistoryQuery): Promise<HistoryPage> {
    const { lane } = runner;
    const matches = compilePredicate(query.filter);
    const recent = recentRows(lane.rings, { matches, heads: query.heads, beforeRank: query.beforeRank, limit: query.limit });
    if (recent.rows.length >= query.limit) return { rows: recent.rows, more: true };
    const below = Math.min(recent.completeFrom, lane.delay === 0 ? Infinity : rankAt(this.#wallClock() - lane.delay));
    if (below <= 0) return { rows: recent.rows, more: false };
    const older = await this.#stored(runner, { ...query, beforeRank: below });
    // The query may be one that another client asked, with a larger limit than what is missing here.
    const missing = older.rows.slice(0, query.limit - recent.rows.length);
    return { ...older, rows: [...recent.rows, ...missing], more: older.more || missing.length < older.rows.length };
  }

  #stored(runner: LaneRunner, query: HistoryQuery): Promise<HistoryPage> {
    const text = compileRedis(query.filter);
    const key = `${query.beforeRank}|${query.limit}|${query.heads.join('.')}|${text}`;
    const known = this.#underWay.get(key);
    if (known) return known;
    const asked = this.#gate.run(() => this.whenCurrent(runner, (p) => query.heads[p] ?? -1, () => this.#search(text, query)))
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, asked);
    return asked;
  }

  /** From where all trades are kept no longer, the page goes on with the notable ones, which are kept longer. */
  async #search(text: string, { heads, beforeRank, limit }: HistoryQuery): Promise<{ states: readonly StoredState[]; answer: HistoryPage }> {
    const request = {
      query: text,
      partitions: heads.map((_, p) => p),
      upTo: new Map(heads.map((head, p) => [p, head])),
      ...(Number.isFinite(beforeRank) ? { beforeRank } : {}),
    };
    const { rows, more, since, states } = await this.#source.search({ ...request, limit });
    const from = since === 0 ? 0 : rankAt(since);
    const kept = rows.filter((row) => rowRank(row) >= from);
    if (from === 0 || kept.length === limit) return { states, answer: { rows: kept, more: more || from > 0 } };
    const notable = await this.#source.search({ ...request, index: 'notable', beforeRank: Math.min(beforeRank, from), limit: limit - kept.length });
    return { states: [...states, ...notable.states], answer: { rows: [...kept, ...notable.rows], more: notable.more, since } };
  }

  /**
   * An answer of Redis that covers everything up to the heads asked for, in the lane's epoch. A Redis that is being filled again
   * is given 5 s, then the client is told `unavailable`.
   */
  async whenCurrent<T>(
    runner: LaneRunner,
    headOf: (p: number) => number,
    ask: () => Promise<{ states: readonly StoredState[]; answer: T }>,
  ): Promise<T> {
    const deadline = this.#wallClock() + BEHIND_TIMEOUT_MS;
    for (;;) {
      const { states, answer } = await ask();
      if (states.every((state) => covers(state, runner.lane.epoch, headOf(state.p)))) return answer;
      if (this.#wallClock() >= deadline) {
        throw refusal('unavailable', 'The stored tape is not up to date.', { retryAfter: RETRY_AFTER_MS });
      }
      await sleep(BEHIND_RETRY_MS);
    }
  }
}

const covers = (state: StoredState, epoch: number, head: number): boolean => head < 0 || (state.epoch === epoch && state.head >= head);
