import type { Row } from '@tapewire/contracts';
import { textOf } from '../compile/cells.ts';
import type { Filter } from '../filter.ts';
import { fieldOf } from '../language/fields.ts';
import { type AccessKey, conjunctions, KEY_FIELDS } from './conjunction.ts';
import { Entry } from './entry.ts';
import { Group } from './group.ts';

/** Under how many tickers, contracts, … one filter is listed; its entries share them, so that adding a filter stays cheap. */
const KEYS_MAX = 128;

interface Subscription {
  readonly id: number;
  readonly canonical: string;
  readonly entries: readonly Entry[];
  references: number;
}

/**
 * Finds all filters that a trade passes without trying each. Filters that name tickers, contracts or orders are listed under
 * them; among those listed, and among all others, sets of bits per field leave the ones that pass.
 */
export class SubscriptionIndex {
  readonly #anywhere = new Group();
  readonly #keyed = KEY_FIELDS.map((name) => ({ field: fieldOf(name), groups: new Map<string, Group>() }));
  readonly #byCanonical = new Map<string, Subscription>();
  readonly #byId: (Subscription | undefined)[] = [];
  readonly #freeIds: number[] = [];
  /** The match in which a filter with several entries was last reached. */
  readonly #reachedIn: number[] = [];
  #match = 0;
  #visit: (id: number) => void = () => undefined;

  /** Distinct filters. */
  get size(): number {
    return this.#byCanonical.size;
  }

  /** Adds a filter and returns its id; an equal filter has the same id and counts one more use of it. */
  add(filter: Filter): number {
    const known = this.#byCanonical.get(filter.canonical);
    if (known !== undefined) {
      known.references += 1;
      return known.id;
    }
    const id = this.#freeIds.pop() ?? this.#byId.length;
    const alternatives = conjunctions(filter.ast);
    const placing = { keys: Math.floor(KEYS_MAX / alternatives.length), shared: alternatives.length > 1 };
    const entries = alternatives.map((conjunction) => new Entry(id, conjunction, placing));
    const subscription = { id, canonical: filter.canonical, entries, references: 1 };
    this.#byId[id] = subscription;
    this.#reachedIn[id] = 0;
    this.#byCanonical.set(filter.canonical, subscription);
    for (const entry of entries) {
      for (const group of this.#groups(entry.key)) group.add(entry);
    }
    return id;
  }

  /** Takes back one `add`; after the last one the id may be given to another filter. */
  remove(id: number): void {
    const subscription = this.#byId[id];
    if (subscription === undefined) throw new Error(`no filter has the id ${id}`);
    subscription.references -= 1;
    if (subscription.references > 0) return;
    for (const entry of subscription.entries) {
      for (const group of this.#groups(entry.key)) group.remove(entry);
      this.#dropEmptyGroups(entry.key);
    }
    this.#byCanonical.delete(subscription.canonical);
    this.#byId[id] = undefined;
    this.#freeIds.push(id);
  }

  /** Calls `visit` once with the id of each filter that a full wire row passes; `visit` must not change the index. */
  match(row: Row, visit: (id: number) => void): void {
    this.#match += 1;
    this.#visit = visit;
    this.#anywhere.match(row, visit, this.#visitOnce);
    for (const { field, groups } of this.#keyed) {
      if (groups.size === 0) continue;
      const value = textOf(field, row);
      const group = value === undefined ? undefined : groups.get(value);
      if (group !== undefined) group.match(row, visit, this.#visitOnce);
    }
  }

  /** Passes a filter on unless this match has already reached it by another of its entries. */
  readonly #visitOnce = (id: number): void => {
    if (this.#reachedIn[id] === this.#match) return;
    this.#reachedIn[id] = this.#match;
    this.#visit(id);
  };

  /** The groups of a key, created where missing; without a key the one of all trades. */
  #groups(key: AccessKey | undefined): Group[] {
    if (key === undefined) return [this.#anywhere];
    const groups = this.#keyed.find(({ field }) => field.name === key.field)?.groups ?? new Map<string, Group>();
    return key.values.map((value) => {
      const group = groups.get(value) ?? new Group();
      groups.set(value, group);
      return group;
    });
  }

  #dropEmptyGroups(key: AccessKey | undefined): void {
    const groups = this.#keyed.find(({ field }) => field.name === key?.field)?.groups;
    for (const value of key?.values ?? []) if (groups?.get(value)?.size === 0) groups.delete(value);
  }
}
