import { setTimeout as sleep } from 'node:timers/promises';
import type { Announcement, HeadsAnnouncement, Row } from '@tapewire/contracts';
import { rowPosition, rowRecvTs, type TapeRow } from '@tapewire/delivery';
import { type Logger, type Metrics, withSpan } from '@tapewire/telemetry';
import type { LaneRunner } from './lane-runner.ts';
import type { TapeSource } from './tape-source.ts';

export interface LiveTapeTools {
  readonly source: TapeSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  /** Epoch milliseconds. */
  readonly wallClock: () => number;
  /** False: holes are passed over silently. Only the fault tests do that, to show that they would notice. */
  readonly repairHoles: boolean;
  /** The tape was started anew. */
  readonly epochChanged: (epoch: number) => void;
}

/** Why a partition has to be read from its stream. */
type RepairReason = 'hole' | 'heartbeat' | 'silence' | 'reconnect' | 'bookmark';

const READ_ROWS = 1000;
const RETRY_MS = 200;
const SILENCE_MS = 5000;

/**
 * Keeps the real-time lane at the head of the tape: announcements bring the rows, and since pub/sub may lose some,
 * what they skip is read from the stream. While a partition is being read its announcements are left aside; the
 * stream has their rows, because it is written first.
 */
export class LiveTape {
  readonly #runner: LaneRunner;
  readonly #tools: LiveTapeTools;
  /** Partitions being read, with the highest position known to exist there. */
  readonly #repairs = new Map<number, number>();
  readonly #silence: NodeJS.Timeout;
  #heardAt: number;
  #stopped = false;

  constructor(runner: LaneRunner, tools: LiveTapeTools) {
    this.#runner = runner;
    this.#tools = tools;
    this.#heardAt = tools.now();
    this.#silence = setInterval(() => {
      if (tools.now() - this.#heardAt > SILENCE_MS) this.check('silence');
    }, SILENCE_MS);
  }

  /** Partitions whose stream is being read because rows were missed. */
  get repairing(): number {
    return this.#repairs.size;
  }

  /** A committed batch. */
  announced(batch: Announcement): void {
    const { lane } = this.#runner;
    if (!this.#sameEpoch(batch.epoch)) return;
    this.#heardAt = this.#tools.now();
    const target = this.#repairs.get(batch.p);
    if (target !== undefined) {
      this.#repairs.set(batch.p, Math.max(target, batch.to));
      return;
    }
    const rows = batch.rows.map((row): TapeRow => ({ off: rowPosition(row).off, row }));
    const prev = this.#tools.repairHoles ? batch.prev : Math.min(batch.prev, lane.heads.of(batch.p));
    withSpan('gateway.deliver', batch.traceparent, () => {
      const offer = this.#runner.accept(batch.p, prev, batch.to, rows);
      if (offer === 'hole') this.#repair(batch.p, batch.to, 'hole');
      else if (offer === 'next') this.#measure(batch.rows);
    });
  }

  /** How far the indexers are, repeated every second. */
  heartbeat({ epoch, heads }: HeadsAnnouncement): void {
    if (!this.#sameEpoch(epoch)) return;
    this.#heardAt = this.#tools.now();
    for (const { p, trades } of heads) this.#expect(p, trades, 'heartbeat');
  }

  /** Asks Redis how far it is; after a lost connection, and when nothing has been heard for a while. */
  check(reason: 'silence' | 'reconnect'): void {
    const partitions = Array.from({ length: this.#runner.lane.heads.partitions }, (_, p) => p);
    this.#tools.source.positions(partitions).then(
      (states) => {
        for (const { p, epoch, head } of states) if (epoch > 0 && this.#sameEpoch(epoch)) this.#expect(p, head, reason);
      },
      (error: unknown) => { this.#tools.logger.warn({ err: error }, 'could not ask Redis for its positions'); },
    );
  }

  /** Reads all there is where a client says that it has already been further. It may be wrong, so nothing is waited for. */
  catchUpTo(heads: readonly number[]): void {
    for (const p of this.#runner.behind(heads)) {
      if (!this.#repairs.has(p) && this.#tools.repairHoles) this.#repair(p, -1, 'bookmark');
    }
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#silence);
  }

  #measure(rows: readonly Row[]): void {
    const { metrics, wallClock } = this.#tools;
    const [oldest] = rows;
    metrics.add('tapewire_records_in_total', rows.length, { source: 'announcement' });
    metrics.record('tapewire_batch_records', rows.length, { hop: 'gateway' });
    if (oldest) metrics.record('tapewire_hop_latency_seconds', (wallClock() - rowRecvTs(oldest)) / 1000, { hop: 'gateway' });
  }

  #sameEpoch(epoch: number): boolean {
    const own = this.#runner.lane.epoch;
    if (epoch > own) this.#tools.epochChanged(epoch);
    return epoch === own;
  }

  #expect(p: number, head: number, reason: RepairReason): void {
    const target = this.#repairs.get(p);
    if (target !== undefined) this.#repairs.set(p, Math.max(target, head));
    else if (head > this.#runner.lane.heads.of(p) && this.#tools.repairHoles) this.#repair(p, head, reason);
  }

  #repair(p: number, target: number, reason: RepairReason): void {
    this.#repairs.set(p, target);
    this.#tools.metrics.add('tapewire_gateway_repairs_total', 1, { reason });
    this.#read(p).then(
      () => { this.#repairs.delete(p); },
      (error: unknown) => {
        this.#tools.logger.error({ err: error, p }, 'repairing a partition failed');
        this.#repairs.delete(p);
      },
    );
  }

  /** Reads the stream of a partition until the lane stands at its end. */
  async #read(p: number): Promise<void> {
    while (!this.#isStopped()) {
      const more = await this.#readPart(p).catch((error: unknown) => {
        this.#tools.logger.warn({ err: error, p }, 'could not read the tape; trying again');
        return 'later' as const;
      });
      if (more === 'done') return;
      if (more === 'later') await sleep(RETRY_MS);
    }
  }

  async #readPart(p: number): Promise<'done' | 'more' | 'later'> {
    const { lane } = this.#runner;
    const { state, trimmed, entries } = await this.#tools.source.readTape(p, lane.heads.of(p), READ_ROWS);
    if (this.#isStopped()) return 'done';
    if (state.epoch > 0 && !this.#sameEpoch(state.epoch)) return 'done';
    const reached = (): boolean => lane.heads.of(p) >= (this.#repairs.get(p) ?? -1);
    // A Redis that is being filled again is behind us: nothing is missing there, it only isn't there yet.
    if (state.head <= lane.heads.of(p)) return reached() ? 'done' : 'later';
    const [first] = entries;
    if (trimmed) {
      const restart = first ? { head: first.prev, rank: 0 } : state;
      this.#tools.logger.warn({ p, head: lane.heads.of(p), restart: restart.head }, 'the stream was trimmed past the head; clients have to catch up');
      this.#runner.jump(p, restart.head, Infinity);
    }
    const last = entries.at(-1);
    if (first && last) this.#runner.accept(p, first.prev, last.off, entries);
    if (entries.length >= READ_ROWS) return 'more';
    return reached() ? 'done' : 'later';
  }

  // Read through a method: it may have changed while something was awaited.
  #isStopped(): boolean {
    return this.#stopped;
  }
}
