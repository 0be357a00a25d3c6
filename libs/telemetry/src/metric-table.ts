/** What Tapewire measures, declared once: docs/operations.md and the dashboards are made from this table. */
export interface MetricSpec {
  /** `counter` only rises, `gauge` is observed when scraped, `histogram` takes single values. */
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly help: string;
  /** Names of the labels it may carry. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

const LATENCY_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const BATCH_RECORDS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];

type Spec<K extends MetricSpec['kind'], L extends string> = MetricSpec & { readonly kind: K; readonly labels: readonly L[] };

const counter = <const L extends string = never>(help: string, labels: readonly L[] = [], unit = '1'): Spec<'counter', L> => ({ kind: 'counter', unit, help, labels });
const gauge = <const L extends string = never>(help: string, labels: readonly L[] = [], unit = '1'): Spec<'gauge', L> => ({ kind: 'gauge', unit, help, labels });
const histogram = <const L extends string = never>(help: string, buckets: readonly number[], labels: readonly L[] = [], unit = 's'): Spec<'histogram', L> => ({
  kind: 'histogram', unit, help, labels, buckets,
});

export const METRICS = {
  tapewire_records_in_total: counter('Records a stage has taken in', ['source']),
  tapewire_records_out_total: counter('Records a stage has written', ['target']),
  tapewire_records_skipped_total: counter('Records a stage knew already and left out', ['reason']),
  tapewire_dead_letters_total: counter('Records refused and kept in the dead-letter topic', ['stage']),
  tapewire_gaps_total: counter('Stretches of a feed that may be missing, as told on the tape', ['line']),
  tapewire_holes_total: counter('Holes in positions that stopped a stage', ['topic', 'partition']),
  tapewire_contradictions_total: counter('Logs that contradict stored state and stopped a stage', ['topic', 'partition']),
  tapewire_reloads_total: counter('Partition states dropped and loaded again', ['reason']),
  tapewire_hop_latency_seconds: histogram('From receipt by the ingestor (recvTs) to the end of this hop', LATENCY_SECONDS, ['hop']),
  tapewire_batch_records: histogram('Records per batch', BATCH_RECORDS, ['hop'], '1'),
  tapewire_batch_seconds: histogram('Time a stage spent on a batch', LATENCY_SECONDS, ['hop']),
  tapewire_lag_records: gauge('Records of a partition not yet accepted', ['topic', 'partition']),
  tapewire_partitions_assigned: gauge('Partitions this process owns', ['topic']),
  tapewire_produce_seconds: histogram('Time of one produce call, retries included', LATENCY_SECONDS, ['topic']),
  tapewire_produce_failures_total: counter('Produce calls given up', ['topic']),
  tapewire_checkpoints_total: counter('Checkpoints written', []),
  tapewire_checkpoint_bytes_total: counter('Bytes of checkpoint chunks written', [], 'By'),
  tapewire_commits_total: counter('Commits to Redis', ['result']),
  tapewire_index_failures: gauge('Documents Redis Search could not index', []),
  tapewire_redis_memory_ratio: gauge('Share of maxmemory that Redis uses, 0 without a limit', []),
  tapewire_redis_waiting: gauge('1 while Redis refuses writes and the indexer waits', []),
  tapewire_spool_bytes: gauge('Bytes spooled on disk while Kafka is away', [], 'By'),
  tapewire_settings_refused: gauge('1 while a file of rules, settings or reference data cannot be used and what was published before stays', ['what']),
  tapewire_webhook_posts_total: counter('Posts of alerts to the webhook', ['result']),
  tapewire_webhook_alerts_total: counter('Alerts posted to the webhook, refused by it, or left out as too old', ['result']),
  tapewire_feed_delay_seconds: gauge('Age of the newest message of a line', ['line'], 's'),
  tapewire_gateway_connections: gauge('Sockets connected to this pod', ['plan']),
  tapewire_gateway_subscriptions: gauge('Subscriptions on this pod, and distinct filters', ['kind']),
  tapewire_gateway_rows_out_total: counter('Rows sent to clients', ['event']),
  tapewire_gateway_bytes_out_total: counter('Bytes handed to sockets', [], 'By'),
  tapewire_gateway_lagged_total: counter('Times a slow client was told to catch up', []),
  tapewire_gateway_skipped_rows_total: counter('Rows left out by a plan’s rate', []),
  tapewire_gateway_repairs_total: counter('Announcements that had to be repaired from Redis', ['reason']),
  tapewire_gateway_catch_ups_total: counter('Subscriptions resumed by bookmark', ['result']),
  tapewire_gateway_requests_total: counter('Requests of clients', ['request', 'result']),
  tapewire_gateway_request_seconds: histogram('Time to answer a request', LATENCY_SECONDS, ['request']),
  tapewire_gateway_disconnects_total: counter('Sockets closed', ['reason']),
  tapewire_gateway_buffered_bytes: gauge('Bytes waiting in outgoing buffers', [], 'By'),
  tapewire_gateway_saturation: gauge('How full this pod is, 0 to 1: the highest of its parts', ['part']),
  tapewire_session: gauge('1 while this part of the trading day is on for options on stocks (class equity), ETFs and indices (etf), SPX and VIX (global), by the calendar', ['class', 'session']),
  tapewire_build_info: gauge('1; the release, and digests of the settings and of the rules or plans in force: pods of one service must not differ', ['version', 'config', 'rules']),
  tapewire_canary_seconds: histogram('The canary: from an ingestor’s clock record to the gateway, once a minute and partition, whether the market trades or not', LATENCY_SECONDS, []),
  tapewire_event_loop_delay_seconds: gauge('Event-loop delay, 99th percentile since the last scrape', [], 's'),
  tapewire_memory_bytes: gauge('Memory of the process', ['kind'], 'By'),
} as const satisfies Record<string, MetricSpec>;

export type MetricName = keyof typeof METRICS;
/** What may stand behind a metric's name in braces. */
export type LabelOf<N extends MetricName> = (typeof METRICS)[N]['labels'][number];
/** Names of the metrics of one kind. */
export type MetricNameOf<K extends MetricSpec['kind']> = {
  [N in MetricName]: (typeof METRICS)[N]['kind'] extends K ? N : never;
}[MetricName];
