import { setTimeout as delay } from 'node:timers/promises';
import { EVERY_UNDERLYING, type SourceRecord } from '@tapewire/feeds';
import { partitionOf } from '@tapewire/kafka';
import { Gathering } from './gathering.ts';
import { PartitionLane, type Waiting } from './partition-lane.ts';
import type { Spool } from './spool.ts';
import { type StampedRecord, toOutRecord } from './stamped-record.ts';

export interface OutboxOptions {
  readonly partitions: number;
  readonly write: (partition: number, batch: readonly Waiting[]) => Promise<void>;
  readonly onAcked: (batch: readonly Waiting[]) => void;
  readonly onFailed: (error: unknown) => void;
  /** Takes what no longer fits into memory; without one the source waits. */
  readonly spool: Spool | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Records kept in memory. */
  readonly memoryRecords?: number;
}

const MEMORY_RECORDS = 20_000;
const POLL_MS = 20;

/**
 * Brings the records of a source to their partitions, in order, and knows up to which all are acknowledged. While Kafka
 * is away it fills its memory, then the spool; then, or for a source that needs no spool, `put` waits.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lanes: readonly PartitionLane[];
  readonly #partitionBy = new Map<string, number>();
  readonly #memoryRecords: number;
  readonly #gathering: Gathering;
  #lastPut: number;
  #draining: Promise<void> | undefined;
  #stopped = false;

  /** `acked`: number of the last record that an earlier process had acknowledged. */
  constructor(options: OutboxOptions, acked: number) {
    this.#options = options;
    this.#lastPut = acked;
    this.#memoryRecords = options.memoryRecords ?? MEMORY_RECORDS;
    this.#gathering = new Gathering({ delay, now: options.now });
    const { onAcked, onFailed } = options;
    this.#lanes = Array.from({ length: options.partitions }, (_, p) =>
      new PartitionLane({ write: (batch) => options.write(p, batch), onAcked, onFailed, gathering: this.#gathering }));
  }

  /** Records in memory that are not yet acknowledged. */
  get pending(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.pending, 0);
  }

  get failing(): boolean {
    return this.#lanes.some((lane) => lane.failing);
  }

  /** Number of the last record of the source such that it and all before it are acknowledged. */
  acked(): number {
    const heads = [...this.#lanes.map((lane) => lane.firstPending()), this.#options.spool?.first].filter((n) => n !== undefined);
    return heads.length === 0 ? this.#lastPut : Math.min(...heads) - 1;
  }

  /** Takes records; resolves when there is room for more. */
  async put(records: readonly SourceRecord[]): Promise<void> {
    const recvTs = this.#options.now();
    const stamped = records.map((record): StampedRecord => ({ ...record, recvTs }));
    const { spool } = this.#options;
    if (spool === undefined) {
      this.#enqueue(stamped);
      await this.#room();
      return;
    }
    if (this.#draining === undefined && this.pending < this.#memoryRecords) {
      this.#enqueue(stamped);
      return;
    }
    while (spool.isFull && !this.#stopped) await delay(POLL_MS);
    await spool.append(stamped);
    this.#lastPut = stamped.at(-1)?.n ?? this.#lastPut;
    this.#draining ??= this.#drain(spool);
  }

  /** A control record of this moment for every partition; left out where what came before it has not gone out yet. */
  beat(record: Omit<StampedRecord, 'n' | 'ts' | 'underlying'>): void {
    if (this.#draining !== undefined) return;
    const waiting: Waiting = { n: undefined, recvTs: record.recvTs, record: toOutRecord({ ...record, underlying: EVERY_UNDERLYING }) };
    for (const lane of this.#lanes) lane.pushUnlessWaiting(waiting);
  }

  /** Resolves when everything is acknowledged, or after `timeoutMs`; tells which. */
  async flush(timeoutMs: number): Promise<boolean> {
    const deadline = this.#options.now() + timeoutMs;
    while (this.pending > 0 || this.#draining !== undefined) {
      if (this.#options.now() >= deadline) return false;
      await delay(POLL_MS);
    }
    return true;
  }

  stop(): void {
    this.#stopped = true;
    for (const lane of this.#lanes) lane.stop();
  }

  #enqueue(records: readonly StampedRecord[]): void {
    this.#gathering.note(records.length);
    for (const record of records) {
      const waiting: Waiting = { n: record.n, recvTs: record.recvTs, record: toOutRecord(record) };
      if (record.underlying === EVERY_UNDERLYING) for (const lane of this.#lanes) lane.push(waiting);
      else this.#lanes[this.#partition(record.underlying)]?.push(waiting);
    }
    this.#lastPut = Math.max(this.#lastPut, records.at(-1)?.n ?? 0);
  }

  #partition(underlying: string): number {
    let p = this.#partitionBy.get(underlying);
    if (p === undefined) {
      p = partitionOf(underlying, this.#options.partitions);
      this.#partitionBy.set(underlying, p);
    }
    return p;
  }

  /** Empties the spool in order; what is read meanwhile goes behind it. */
  async #drain(spool: Spool): Promise<void> {
    while (!spool.isEmpty && !this.#stopped) {
      await this.#room();
      const next = await spool.read();
      if (next === undefined) continue;
      this.#enqueue(next.records);
      await spool.remove(next.segment);
    }
    this.#draining = undefined;
  }

  async #room(): Promise<void> {
    while (this.pending >= this.#memoryRecords && !this.#stopped) await delay(POLL_MS);
  }
}
