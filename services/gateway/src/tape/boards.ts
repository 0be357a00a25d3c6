import type { Alert, FlowOutput, HeadsAnnouncement, OutputAnnouncement, Row } from '@tapewire/contracts';
import { AlertBoard, FlowBoard } from '@tapewire/delivery';
import type { Logger } from '@tapewire/telemetry';
import { refusal } from '../requests/request-error.ts';
import { OutputTape } from './output-tape.ts';
import type { TapeSource } from './tape-source.ts';

export interface BoardsTools {
  readonly source: TapeSource;
  readonly logger: Logger;
  readonly epoch: number;
  readonly partitions: number;
  /** Milliseconds by which the lane trails. */
  readonly delay: number;
  /** Epoch milliseconds. */
  readonly wallClock: () => number;
  /** The boards of the real-time lane, which know how far the tapes are; undefined for themselves. */
  readonly live: Boards | undefined;
  readonly alerts: (alerts: readonly Alert[]) => void;
  readonly flow: (underlying: string, rows: readonly Row[]) => void;
  readonly gap: (gap: FeedGap) => void;
}

/** A stretch of a feed that could not be read. */
export type FeedGap = Extract<FlowOutput, { type: 'gap' }>;

const TURN_MS = 500;
const ALERTS_KEPT = 10_000;
const ALERTS_BACK = 5000;
const FLOW_MINUTES = 1000;
/** Entries of a flow partition for a day's session: about one a second. */
const FLOW_BACK = 24_000;
const GAPS_TOLD = 20;
const GAPS_TOLD_MS = 86_400_000;
const RETRY_AFTER_MS = 1000;

/** Alerts and flow as the clients of one lane may see them. */
export class Boards {
  readonly #tools: BoardsTools;
  readonly #flowBoard: FlowBoard;
  readonly #alertBoard = new AlertBoard(ALERTS_KEPT);
  readonly #flow: OutputTape<'flow'>;
  readonly #alerts: OutputTape<'alerts'>;
  readonly #timer: NodeJS.Timeout;
  readonly #gaps = new Map<string, FeedGap>();
  #loaded = false;

  constructor(tools: BoardsTools) {
    const { source, logger, epoch, partitions } = tools;
    this.#tools = tools;
    this.#flowBoard = new FlowBoard(partitions, FLOW_MINUTES);
    const due = (recvTs: number): boolean => tools.delay === 0 || recvTs <= tools.wallClock() - tools.delay;
    const common = { source, logger, epoch, partitions, due };
    this.#flow = new OutputTape('flow', { ...common, back: FLOW_BACK, take: (p, { rows }) => { this.#takeFlow(p, rows); } });
    this.#alerts = new OutputTape('alerts', {
      ...common, back: ALERTS_BACK,
      take: (p, { off, recvTs, rows }) => {
        this.#alertBoard.take(p, off, recvTs, rows);
        if (this.#loaded) tools.alerts(rows);
      },
    });
    this.#timer = setInterval(() => { this.#turn(); }, TURN_MS);
    void this.#load();
  }

  /** Throws `unavailable` while what lies back is being read. */
  get flow(): FlowBoard {
    this.#checkLoaded();
    return this.#flowBoard;
  }

  get alerts(): AlertBoard {
    this.#checkLoaded();
    return this.#alertBoard;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /** The newest gaps of a day that were not filled, oldest first: what clients who connect now have to be told. */
  get gaps(): readonly FeedGap[] {
    if (!this.#loaded) return [];
    const recent = this.#tools.wallClock() - this.#tools.delay - GAPS_TOLD_MS;
    return [...this.#gaps.values()].filter((gap) => gap.to >= recent && gap.filled !== true && !this.#gaps.has(gapKey(gap, true))).slice(-GAPS_TOLD);
  }

  flowAnnounced(batch: OutputAnnouncement<FlowOutput>): void {
    this.#flow.announced(batch);
  }

  alertsAnnounced(batch: OutputAnnouncement<Alert>): void {
    this.#alerts.announced(batch);
  }

  heartbeat({ epoch, heads }: HeadsAnnouncement): void {
    if (epoch !== this.#tools.epoch) return;
    for (const { p, alerts, flow } of heads) {
      this.#alerts.reach(p, alerts);
      this.#flow.reach(p, flow);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#flow.stop();
    this.#alerts.stop();
  }

  async #load(): Promise<void> {
    await Promise.all([this.#flow.load(), this.#alerts.load()]);
    this.#flowBoard.takeChanges();
    this.#loaded = true;
    for (const gap of this.gaps) this.#tools.gap(gap);
  }

  #takeFlow(p: number, outputs: readonly FlowOutput[]): void {
    this.#flowBoard.take(p, outputs);
    for (const output of outputs) {
      if (output.type !== 'gap') continue;
      // Every partition tells a gap of its line, and that it was filled.
      const key = gapKey(output, output.filled === true);
      const known = this.#gaps.has(key);
      this.#gaps.set(key, output);
      if (this.#loaded && !known) this.#tools.gap(output);
    }
  }

  #turn(): void {
    if (!this.#loaded) return;
    this.#follow(this.#flow, this.#tools.live?.flowHead);
    this.#follow(this.#alerts, this.#tools.live?.alertHead);
    for (const [underlying, rows] of this.#flowBoard.takeChanges()) this.#tools.flow(underlying, rows);
  }

  /** Delayed boards read on when they have shown all they hold; they are not announced to. */
  #follow(tape: OutputTape<'flow'> | OutputTape<'alerts'>, liveHead: ((p: number) => number) | undefined): void {
    tape.release();
    if (!liveHead) return;
    for (let p = 0; p < this.#tools.partitions; p++) if (!tape.holds(p)) tape.reach(p, liveHead(p));
  }

  readonly flowHead = (p: number): number => this.#flow.head(p);
  readonly alertHead = (p: number): number => this.#alerts.head(p);

  #checkLoaded(): void {
    if (!this.#loaded) throw refusal('unavailable', 'Alerts and flow are being read.', { retryAfter: RETRY_AFTER_MS });
  }
}

const gapKey = ({ line, from }: FeedGap, filled: boolean): string => `${line}:${from}:${filled ? 'filled' : 'open'}`;
