import { nextTick, TapewireError } from '@tapewire/contracts';
import { FlaggedOrders } from './confirmation/flagged-orders.ts';
import { FlowBook } from './flow/flow-book.ts';
import { OrderBook } from './orders/order-book.ts';
import { parseRules } from './rules/rule-file.ts';
import { RuleBook } from './rules/rule-book.ts';
import type { StateChunk } from './state/chunks.ts';
import { MarketState } from './state/market-state.ts';
import { PrintLog } from './state/print-log.ts';
import { parseTapeSettings, type TapeConfig, withSettings } from './tape-config.ts';

const STATE_VERSION = 1;

/** What belongs to no part of the state. */
interface Core {
  readonly version: number;
  readonly tick: number;
  readonly rate: number | null;
  readonly configVersion: number;
  readonly config: unknown;
}

/** Everything a partition remembers, and how it goes into checkpoints and comes out again. */
export class TapeState {
  readonly market = new MarketState();
  readonly orders = new OrderBook();
  readonly flow = new FlowBook();
  readonly rules: RuleBook;
  readonly prints: PrintLog;
  readonly flagged: FlaggedOrders;
  config: TapeConfig;
  readonly #base: TapeConfig;
  #tick = 0;
  #configVersion = -1;
  #configRecord: unknown = null;

  constructor(p: number, config: TapeConfig) {
    this.#base = config;
    this.config = config;
    this.prints = new PrintLog(p);
    this.flagged = new FlaggedOrders(p);
    this.rules = new RuleBook();
  }

  nextTick(recvTs: number): number {
    this.#tick = nextTick(recvTs, this.#tick);
    return this.#tick;
  }

  /** Puts a `config` record in force unless one as new is; throws CONFIG_INVALID and changes nothing when it has a fault. */
  configure(version: number, record: unknown): void {
    if (version <= this.#configVersion) return;
    const settings = parseTapeSettings(record);
    const rules = settings.rules === undefined ? [] : parseRules({ rules: settings.rules });
    this.config = withSettings(this.#base, settings);
    this.rules.use(rules, this.config.windows.orderLife);
    for (const [root, underlying] of Object.entries(settings.roots ?? {})) this.market.contracts.setRoot(root, underlying);
    this.#configVersion = version;
    this.#configRecord = record;
  }

  *snapshot(): Iterable<StateChunk> {
    const core: Core = {
      version: STATE_VERSION,
      tick: this.#tick,
      rate: this.market.rate ?? null,
      configVersion: this.#configVersion,
      config: this.#configRecord,
    };
    yield { key: 'core', bytes: JSON.stringify(core) };
    yield* this.market.snapshot();
    yield* this.orders.snapshot();
    yield* this.flow.snapshot();
    yield* this.prints.snapshot();
    yield* this.flagged.snapshot();
    yield* this.rules.snapshot();
  }

  /** Takes a snapshot's chunks back in, in any order. */
  load(chunks: Iterable<StateChunk>): void {
    const all = [...chunks];
    const core = all.find(({ key }) => key === 'core');
    if (core === undefined) throw new TapewireError('STATE_CORRUPT', 'the snapshot has no chunk core');
    this.#loadCore(JSON.parse(core.bytes) as Core);
    for (const chunk of all) if (chunk !== core) this.#loadPart(chunk);
    this.flow.loaded();
    this.flagged.loaded();
  }

  #loadCore(core: Core): void {
    if (core.version !== STATE_VERSION) {
      throw new TapewireError('STATE_CORRUPT', `state version: expected ${STATE_VERSION}, was ${core.version}`);
    }
    this.#tick = core.tick;
    this.market.rate = core.rate ?? undefined;
    if (core.configVersion >= 0) this.configure(core.configVersion, core.config);
  }

  #loadPart(chunk: StateChunk): void {
    const section = chunk.key.split('/', 1)[0] ?? '';
    if (section.startsWith('orders')) this.orders.load(chunk);
    else if (section.startsWith('flagged')) this.flagged.load(chunk);
    else if (section.startsWith('flow')) this.flow.load(chunk);
    else if (section.includes('print')) this.prints.load(chunk);
    else if (section === 'rules' || section === 'baselines') this.rules.load(chunk);
    else if (!this.market.load(chunk)) throw new TapewireError('STATE_CORRUPT', `no part of the state has chunk ${chunk.key}`);
  }
}
