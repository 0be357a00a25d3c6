import { names as namesOf, type Names } from '@tapewire/contracts';
import { INDEX_FIELDS } from '@tapewire/filter';
import { agreeOnEpoch, KafkaAdmin, keepTrying, PartitionConsumer, PartitionProducer, TopicGuard, within } from '@tapewire/kafka';
import { sessionStates } from '@tapewire/market';
import { connected, connectRedis, FloorKeeper, SearchIndex, TapeWriter, type RedisClient } from '@tapewire/redis';
import type { ServiceTools } from '@tapewire/service';
import type { IndexerConfig } from './config.ts';
import { SessionExpiry } from './retention/session-expiry.ts';
import { IndexerStage } from './stage/indexer-stage.ts';
import { RedisSetup } from './stage/redis-setup.ts';
import { alertsIndexing, flowIndexing } from './tapes/outputs.ts';
import { tradesIndexing } from './tapes/trades.ts';
import { Every } from './upkeep/every.ts';
import { beat } from './upkeep/heartbeat.ts';
import { RedisWatch } from './upkeep/redis-watch.ts';

const REDIS_TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
const HEARTBEAT_MS = 1000;
const WATCH_MS = 2000;
/** Stream entries outlive the longest delay by this much. */
const DELAY_MARGIN_MS = 5 * 60_000;
/** Work in flight that Redis does not take in this time after a stop is left to the next owner. */
const GIVE_UP_MS = 1500;
const CLOSE_MS = 1000;

/** The running indexer: its connections, its stage, and what it does every second. */
export class Indexer {
  readonly #config: IndexerConfig;
  readonly #tools: ServiceTools;
  readonly #names: Names;
  readonly #redis: RedisClient;
  readonly #abort = new AbortController();
  readonly #closers: (() => Promise<unknown>)[] = [];
  #stage: IndexerStage | undefined;
  #consumer: PartitionConsumer | undefined;
  #watch: RedisWatch | undefined;

  constructor(config: IndexerConfig, tools: ServiceTools) {
    this.#config = config;
    this.#tools = tools;
    this.#names = namesOf(config.prefix);
    this.#redis = connectRedis({ ...config.redis, clientName: 'tapewire-indexer' }, tools.logger, { commandTimeout: REDIS_TIMEOUT_MS });
    tools.health.readiness('consumer', () => (this.#consumer === undefined ? 'starting' : this.#consumer.notReady()));
    tools.health.readiness('redis', () => this.#stage?.waitingFor ?? (this.#watch === undefined ? 'starting' : this.#watch.problem));
    tools.metrics.observe('tapewire_session', () => sessionStates(Date.now()));
    tools.metrics.observe('tapewire_redis_waiting', () => (this.#stage?.waitingFor === undefined ? 0 : 1));
  }

  /** Waits for Kafka, Redis and the topics, and consumes. Resolves when that has begun. */
  async start(): Promise<void> {
    const { logger, metrics, health, safeguards } = this.#tools;
    const { kafka, keepDays, keepSessions, notable, batch, tapeKeep, longestDelay } = this.#config;
    const names = this.#names;
    const settings = { ...kafka, clientId: 'tapewire-indexer' };
    const trying = <T>(what: string, attempt: () => Promise<T>): Promise<T> => keepTrying(what, attempt, logger, this.#abort.signal);
    const admin = await trying('connecting to Kafka', () => KafkaAdmin.connect(settings, logger));
    this.#closers.push(() => admin.close());
    const producer = await trying('connecting to Kafka', () => PartitionProducer.connect(settings, logger, safeguards));
    this.#closers.push(() => producer.close());
    const partitions = await trying('waiting for the topics', () => admin.waitForTopics(names));
    const guard = await TopicGuard.start(admin, names, { retentionMs: keepDays * DAY_MS }, logger);
    this.#closers.push(() => { guard.stop(); return Promise.resolve(); });
    health.readiness('topics', () => guard.problem);
    const { number: epoch } = await trying('reading the epoch', () => agreeOnEpoch(admin, producer, names));
    await connected(this.#redis);
    this.#abort.signal.throwIfAborted();

    const writer = new TapeWriter(this.#redis, names);
    const indexes = this.#indexes();
    const setup = new RedisSetup(writer, indexes, epoch, partitions);
    const expiry = new SessionExpiry(keepSessions);
    const stage = new IndexerStage({
      names, epoch, writer, setup, producer, expiry, batch, tapeKeep, logger, metrics,
      reader: admin.reader,
      indexing: {
        trades: tradesIndexing(names, expiry, { ...notable, expiry: new SessionExpiry(notable.sessions) }),
        alerts: alertsIndexing,
        flow: flowIndexing(names, expiry),
      },
      tapeWindow: longestDelay + DELAY_MARGIN_MS,
      safeguards: {
        compareAndCommit: safeguards('compare-and-commit'),
        monotonicAcceptance: safeguards('monotonic-acceptance'),
        fingerprint: safeguards('fingerprint'),
      },
      now: Date.now,
    });
    this.#stage = stage;
    const { trades, alerts, flow } = names.topics;
    this.#consumer = await trying('joining the consumer group', () =>
      PartitionConsumer.start({ settings, groupId: names.group('redis-indexer'), topic: [trades, alerts, flow], handler: stage, logger }),
    );
    this.#startUpkeep(epoch, writer, new RedisWatch(this.#redis, indexes, setup, metrics));
  }

  /** Finishes or gives up what is in flight, leaves the group, and lets go of everything. */
  async stop(): Promise<void> {
    this.#abort.abort();
    const giveUp = setTimeout(() => this.#stage?.giveUp(), GIVE_UP_MS);
    await this.#consumer?.stop();
    clearTimeout(giveUp);
    await within(CLOSE_MS, Promise.all(this.#closers.map((close) => close())));
    this.#redis.disconnect();
  }

  #startUpkeep(epoch: number, writer: TapeWriter, watch: RedisWatch): void {
    const { logger } = this.#tools;
    this.#watch = watch;
    const floors = new FloorKeeper(this.#redis, this.#names, Date.now);
    const heartbeat = (): Promise<void> =>
      beat({
        epoch, writer, floors,
        owned: () => this.#owned(),
        known: (tape, p) => this.#stage?.head(tape, p),
        onBehind: (tape, p) => this.#consumer?.reload(this.#names.topics[tape], p),
      });
    const tasks = [
      new Every(HEARTBEAT_MS, 'the heartbeat', logger, heartbeat),
      new Every(WATCH_MS, 'looking at Redis', logger, () => watch.look()),
    ];
    this.#closers.push(() => Promise.all(tasks.map((task) => task.stop())));
  }

  #owned(): number[] {
    const partitions = this.#consumer?.status().partitions ?? [];
    return partitions.filter(({ topic, phase }) => topic === this.#names.topics.trades && phase === 'running').map(({ p }) => p);
  }

  #indexes(): SearchIndex[] {
    const { tradesAlias, tradesIndex, tradeKeyPrefix, notableAlias, notableIndex, notableKeyPrefix } = this.#names;
    return [
      new SearchIndex(this.#redis, { alias: tradesAlias, version: tradesIndex, keyPrefix: tradeKeyPrefix, fields: INDEX_FIELDS }),
      new SearchIndex(this.#redis, { alias: notableAlias, version: notableIndex, keyPrefix: notableKeyPrefix, fields: INDEX_FIELDS }),
    ];
  }
}
