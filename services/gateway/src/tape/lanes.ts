import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert, Announcement, FlowOutput, HeadsAnnouncement, OutputAnnouncement } from '@tapewire/contracts';
import { BatchWindow, Lane, type LaneStart, SubscriptionHub } from '@tapewire/delivery';
import { refusal } from '../requests/request-error.ts';
import { Boards } from './boards.ts';
import { DelayedTape } from './delayed-tape.ts';
import { LaneRunner } from './lane-runner.ts';
import { delayedStarts, laneStart } from './lane-start.ts';
import type { LanesSettings, LanesTools } from './lanes-tools.ts';
import { LiveTape } from './live-tape.ts';
import { roomId } from './room-id.ts';
import type { TapeMeta } from './tape-source.ts';

const RETRY_MS = 500;
const META_EVERY_MS = 5000;
const BUSY_WAIT_MS = 1000;

/** All lanes of this pod: the real-time one, and one per delay that a client's plan has asked for. */
export class Lanes {
  readonly #settings: LanesSettings;
  readonly #tools: LanesTools;
  readonly #delayed = new Map<number, Promise<LaneRunner>>();
  readonly #stoppable = new Set<{ stop(): void }>();
  readonly #metaTimer: NodeJS.Timeout;
  #meta: TapeMeta | undefined;
  #live: LaneRunner | undefined;
  #tape: LiveTape | undefined;
  #starting: Promise<void> | undefined;
  #stopped = false;

  constructor(settings: LanesSettings, tools: LanesTools) {
    this.#settings = settings;
    this.#tools = tools;
    this.#metaTimer = setInterval(() => { this.#refreshMeta(); }, META_EVERY_MS);
  }

  /** What is known of the tape; undefined until an indexer has written it. */
  get meta(): TapeMeta | undefined {
    return this.#meta;
  }

  get runners(): readonly LaneRunner[] {
    return [...this.#stoppable].filter((item) => item instanceof LaneRunner);
  }

  /** Begins; resolves when the real-time lane stands. Redis may come later. */
  start(): Promise<void> {
    this.#starting ??= this.#begin();
    return this.#starting;
  }

  /** Why no client should come here now. */
  notReady(): string | undefined {
    if (!this.#live) return 'the heads of the tape are not known yet';
    const repairing = this.#tape?.repairing ?? 0;
    return repairing > 0 ? `reading what was missed in ${repairing} partitions` : undefined;
  }

  announced(batch: Announcement): void {
    this.#tape?.announced(batch);
  }

  alertsAnnounced(batch: OutputAnnouncement<Alert>): void {
    this.#live?.boards.alertsAnnounced(batch);
  }

  flowAnnounced(batch: OutputAnnouncement<FlowOutput>): void {
    this.#live?.boards.flowAnnounced(batch);
    // Each partition tells its clock once a minute, whether the market trades or not: no client sees it, and it comes all the way.
    const { metrics, wallClock } = this.#tools;
    const clock = batch.rows.find(({ rows }) => rows.some(({ type }) => type === 'clock'));
    if (clock !== undefined) metrics.record('tapewire_canary_seconds', Math.max(0, wallClock() - clock.recvTs) / 1000);
  }

  heartbeat(heads: HeadsAnnouncement): void {
    this.#tape?.heartbeat(heads);
    this.#live?.boards.heartbeat(heads);
  }

  /** Announcements may have been lost while the connection was. */
  reconnected(): void {
    this.#tape?.check('reconnect');
  }

  /** The lane of a plan's delay. Throws `unavailable` while the tape is not known. */
  async lane(delay: number): Promise<LaneRunner> {
    const live = this.#live;
    if (!live) throw refusal('unavailable', 'The tape is not known here yet.', { retryAfter: BUSY_WAIT_MS });
    if (delay === 0) return live;
    const known = this.#delayed.get(delay) ?? this.#openDelayed(delay, live);
    this.#delayed.set(delay, known);
    return known.catch((error: unknown) => {
      this.#delayed.delete(delay);
      this.#tools.logger.error({ err: error, delay }, 'the delayed lane could not be opened');
      throw refusal('unavailable', 'The delayed tape is not known here yet.', { retryAfter: BUSY_WAIT_MS });
    });
  }

  /** Waits until a lane has come to a client's heads; the real-time one reads up to there at once. */
  reached(runner: LaneRunner, heads: readonly number[], timeoutMs: number): Promise<boolean> {
    if (runner === this.#live) this.#tape?.catchUpTo(heads);
    return runner.reached(heads, timeoutMs);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#metaTimer);
    this.#stopLanes();
  }

  async #begin(): Promise<void> {
    while (!this.#isStopped()) {
      try {
        if (await this.#open()) return;
      } catch (error) {
        this.#tools.logger.warn({ err: error }, 'the tape could not be read; trying again');
      }
      await sleep(RETRY_MS);
    }
  }

  async #open(): Promise<boolean> {
    const { source, logger, metrics, outlet, wallClock } = this.#tools;
    const meta = await source.meta();
    if (!meta) return false;
    const states = await source.positions(Array.from({ length: meta.partitions }, (_, p) => p));
    // An indexer that has begun a new epoch writes it partition by partition: wait for the last one.
    if (states.some(({ epoch }) => epoch !== 0 && epoch !== meta.epoch)) return false;
    const starts = await Promise.all(states.map((state) => laneStart(source, state, this.#settings.ringRows)));
    if (this.#isStopped()) return true;
    this.#meta = meta;
    this.#live = this.#runLane(meta.epoch, 0, starts);
    this.#tape = new LiveTape(this.#live, {
      source, logger, metrics, wallClock,
      now: outlet.now,
      repairHoles: this.#settings.repairHoles,
      epochChanged: (epoch) => { this.#restart(epoch); },
    });
    this.#stoppable.add(this.#tape);
    this.#tape.check('reconnect');
    logger.info({ epoch: meta.epoch, heads: this.#live.lane.heads.all() }, 'the tape is known');
    return true;
  }

  async #openDelayed(delay: number, live: LaneRunner): Promise<LaneRunner> {
    const { source, logger, wallClock } = this.#tools;
    const starts = await delayedStarts(source, live.lane.heads.partitions, wallClock() - delay, this.#settings.ringRows);
    const runner = this.#runLane(live.lane.epoch, delay, starts);
    this.#stoppable.add(new DelayedTape(runner, { source, logger, wallClock, liveHead: (p) => live.lane.heads.of(p) }));
    return runner;
  }

  #runLane(epoch: number, delay: number, starts: readonly LaneStart[]): LaneRunner {
    const { outlet, source, logger, wallClock } = this.#tools;
    const window = new BatchWindow(this.#settings.window, outlet.now());
    const hub = new SubscriptionHub(window, outlet.send, (key) => roomId(delay, key));
    const lane = new Lane({ epoch, delay, ringRows: this.#settings.ringRows }, starts, hub);
    const boards = new Boards({
      source, logger, epoch, delay, wallClock, partitions: starts.length, live: this.#live?.boards,
      alerts: (alerts) => { outlet.alerts(delay, alerts); },
      flow: (underlying, rows) => { outlet.flow(delay, underlying, rows); },
      gap: (gap) => { outlet.gap(delay, gap); },
    });
    const runner = new LaneRunner(lane, boards, window, outlet);
    this.#stoppable.add(runner);
    return runner;
  }

  #restart(epoch: number): void {
    if (this.#live?.lane.epoch === epoch || !this.#live) return;
    this.#tools.logger.warn({ from: this.#live.lane.epoch, to: epoch }, 'the tape was started anew');
    this.#stopLanes();
    this.#tools.outlet.epochChanged();
    this.#starting = this.#begin();
  }

  #stopLanes(): void {
    for (const item of this.#stoppable) item.stop();
    this.#stoppable.clear();
    this.#delayed.clear();
    this.#live = undefined;
    this.#tape = undefined;
  }

  #refreshMeta(): void {
    if (!this.#live) return;
    this.#tools.source.meta().then(
      (meta) => {
        if (meta && meta.epoch === this.#live?.lane.epoch) this.#meta = meta;
      },
      (error: unknown) => { this.#tools.logger.debug({ err: error }, 'could not read the feeds'); },
    );
  }

  // Read through a method: it may have changed while something was awaited.
  #isStopped(): boolean {
    return this.#stopped;
  }
}
