import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Row } from '@tapewire/contracts';
import { compilePredicate, type Filter, SubscriptionIndex } from '@tapewire/filter';

/** CPU seconds of this process, all threads. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export interface Matching {
  readonly filters: number;
  /** CPU µs a trade. */
  readonly index: number;
  readonly scan: number;
  readonly matchesPerTrade: number;
  /** CPU µs of one call at this size. */
  readonly add: Spread;
  readonly remove: Spread;
  readonly mebibytes: number;
}

export interface Spread {
  readonly mean: number;
  readonly p99: number;
}

const SCAN_BUDGET = 20_000_000;
const CHURN = 1000;

function spread(micros: number[]): Spread {
  micros.sort((a, b) => a - b);
  const sum = micros.reduce((total, one) => total + one, 0);
  return { mean: sum / micros.length, p99: micros[Math.floor(micros.length * 0.99)] ?? 0 };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Heap and typed arrays in use, without garbage. */
function usedMemory(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** CPU µs a trade of `run` over the rows, after one pass to warm up: a gateway runs for days. */
function cpuPerTrade(rows: readonly Row[], run: (row: Row) => void): number {
  for (const row of rows) run(row);
  const before = cpuSeconds();
  for (const row of rows) run(row);
  return ((cpuSeconds() - before) / rows.length) * 1e6;
}

/** Matching in this process: the index beside trying each filter, on the same rows, with the same result. */
export function measureMatching(rows: readonly Row[], filters: readonly Filter[], spares: readonly Filter[]): Matching {
  const memory = usedMemory();
  const index = new SubscriptionIndex();
  for (const filter of filters) index.add(filter);
  const mebibytes = (usedMemory() - memory) / 2 ** 20;
  let matches = 0;
  const count = (): void => {
    matches += 1;
  };
  const indexed = cpuPerTrade(rows, (row) => {
    index.match(row, count);
  });
  const predicates = filters.map(compilePredicate);
  const scanned = rows.slice(0, Math.max(200, Math.min(rows.length, Math.floor(SCAN_BUDGET / filters.length))));
  let scanMatches = 0;
  const scan = cpuPerTrade(scanned, (row) => {
    for (const predicate of predicates) if (predicate(row)) scanMatches += 1;
  });
  matches = 0;
  scanMatches = 0;
  for (const row of scanned) {
    index.match(row, count);
    for (const predicate of predicates) if (predicate(row)) scanMatches += 1;
  }
  if (matches !== scanMatches) throw new Error(`the index found ${matches} matches, trying each filter ${scanMatches}`);
  const { add, remove } = measureChurn(index, spares);
  return { filters: filters.length, index: indexed, scan, matchesPerTrade: matches / scanned.length, add, remove, mebibytes };
}

function measureChurn(index: SubscriptionIndex, spares: readonly Filter[]): { add: Spread; remove: Spread } {
  const adds: number[] = [];
  const removes: number[] = [];
  for (const filter of spares.slice(0, CHURN)) {
    const start = cpuSeconds();
    const id = index.add(filter);
    const added = cpuSeconds();
    index.remove(id);
    adds.push((added - start) * 1e6);
    removes.push((cpuSeconds() - added) * 1e6);
  }
  return { add: spread(adds), remove: spread(removes) };
}
