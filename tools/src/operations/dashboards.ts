/** Writes the Grafana dashboards: `npm run dashboards`. A spec holds the files to this and its queries to the declared metrics. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';

export const DASHBOARDS_DIR: string = join(REPO_ROOT, 'helm/tapewire/files/dashboards');

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: 's' | 'short' | 'bytes' | 'Bps' | 'percentunit' | 'reqps';
  readonly type?: 'timeseries' | 'stat' | 'table';
  /** Legend and query, in turn. */
  readonly queries: readonly (readonly [legend: string, expr: string])[];
  /** From here on the value is bad. */
  readonly bad?: number;
}

interface Board {
  readonly uid: string;
  readonly title: string;
  readonly rows: readonly (readonly [title: string, panels: readonly Panel[]])[];
}

const quantile = (q: number, metric: string, by: string): string => `histogram_quantile(${q}, sum by (le, ${by}) (rate(${metric}_bucket{job=~"$job"}[$__rate_interval])))`;
const rate = (metric: string, by: string, where = ''): string => `sum by (${by}) (rate(${metric}{job=~"$job"${where}}[$__rate_interval]))`;

const TAPE: Board = {
  uid: 'tapewire-tape',
  title: 'Tapewire: the tape at a glance',
  rows: [
    ['Is it well?', [
      { title: 'Regular hours', description: '1 while options on stocks trade, by the session table', unit: 'short', type: 'stat', queries: [['open', 'max(tapewire_session{class="equity",session="rth"})']] },
      { title: 'Prints a second', description: 'Trades that the indexers have taken in', unit: 'short', type: 'stat', queries: [['prints', 'sum(rate(tapewire_records_in_total{source="trades",job=~"$job"}[1m]))']] },
      { title: 'Receipt to gateway, p99', description: 'Objective: 99 % within 250 ms', unit: 's', type: 'stat', bad: 0.25, queries: [['p99', 'histogram_quantile(0.99, sum by (le) (rate(tapewire_hop_latency_seconds_bucket{hop="gateway",job=~"$job"}[5m])))']] },
      { title: 'Canary, p99', description: 'From an ingestor’s clock to a gateway, once a minute and partition, also when nothing trades', unit: 's', type: 'stat', bad: 1, queries: [['canary', 'histogram_quantile(0.99, sum by (le) (rate(tapewire_canary_seconds_bucket{job=~"$job"}[5m])))']] },
      { title: 'Records behind', description: 'The most that any stage has not yet accepted', unit: 'short', type: 'stat', bad: 5000, queries: [['lag', 'max(tapewire_lag_records{job=~"$job"})']] },
      { title: 'Stopped partitions in the last hour', description: 'Holes and contradictions: going on would make the tape wrong', unit: 'short', type: 'stat', bad: 1, queries: [['stopped', 'sum(increase(tapewire_holes_total{job=~"$job"}[1h])) + sum(increase(tapewire_contradictions_total{job=~"$job"}[1h])) or vector(0)']] },
    ]],
    ['Hop by hop', [
      { title: 'Latency from receipt, p50', description: 'To the end of each hop', unit: 's', queries: [['{{hop}}', quantile(0.5, 'tapewire_hop_latency_seconds', 'hop')]] },
      { title: 'Latency from receipt, p99', description: 'To the end of each hop', unit: 's', bad: 0.25, queries: [['{{hop}}', quantile(0.99, 'tapewire_hop_latency_seconds', 'hop')]] },
      { title: 'Records in', description: 'By what they come from', unit: 'short', queries: [['{{job}} {{source}}', rate('tapewire_records_in_total', 'job, source')]] },
      { title: 'Records out', description: 'By where they go', unit: 'short', queries: [['{{job}} {{target}}', rate('tapewire_records_out_total', 'job, target')]] },
      { title: 'Lag by partition', description: 'Records not yet accepted', unit: 'short', queries: [['{{topic}}/{{partition}}', 'max by (topic, partition) (tapewire_lag_records{job=~"$job"})']] },
      { title: 'Batch size and time, p99', description: 'Of normalizer and indexer', unit: 's', queries: [['{{hop}}', quantile(0.99, 'tapewire_batch_seconds', 'hop')]] },
      { title: 'Records per batch, median', description: 'Grows with the rate: it is how a stage keeps up', unit: 'short', queries: [['{{hop}}', quantile(0.5, 'tapewire_batch_records', 'hop')]] },
      { title: 'Partitions owned', description: 'By each process', unit: 'short', queries: [['{{instance}} {{topic}}', 'sum by (instance, topic) (tapewire_partitions_assigned{job=~"$job"})']] },
    ]],
    ['Kafka and Redis', [
      { title: 'Produce calls, p99', description: 'Retries included', unit: 's', queries: [['{{topic}}', quantile(0.99, 'tapewire_produce_seconds', 'topic')]] },
      { title: 'Produce calls given up', description: 'A stage then loads its partition again', unit: 'short', bad: 1, queries: [['{{topic}}', rate('tapewire_produce_failures_total', 'topic')]] },
      { title: 'Memory of Redis', description: 'Share of maxmemory; at 100 % the tape waits', unit: 'percentunit', bad: 0.85, queries: [['used', 'max(tapewire_redis_memory_ratio{job=~"$job"})']] },
      { title: 'Commits to Redis', description: 'By outcome', unit: 'short', queries: [['{{result}}', rate('tapewire_commits_total', 'result')]] },
      { title: 'Redis refuses writes, trades not indexed', description: 'Both 0', unit: 'short', bad: 1, queries: [['waiting', 'max(tapewire_redis_waiting{job=~"$job"})'], ['not indexed', 'max(tapewire_index_failures{job=~"$job"})']] },
      { title: 'Partitions loaded again', description: 'By reason', unit: 'short', queries: [['{{reason}}', rate('tapewire_reloads_total', 'reason')]] },
      { title: 'Checkpoints', description: 'Of the normalizers', unit: 'short', queries: [['checkpoints', rate('tapewire_checkpoints_total', 'job')], ['bytes', rate('tapewire_checkpoint_bytes_total', 'job')]] },
      { title: 'Records known already', description: 'Left out, by reason', unit: 'short', queries: [['{{reason}}', rate('tapewire_records_skipped_total', 'reason')]] },
    ]],
  ],
};

const GATEWAYS: Board = {
  uid: 'tapewire-gateways',
  title: 'Tapewire: gateways',
  rows: [
    ['Clients', [
      { title: 'Connections', description: 'By pod', unit: 'short', queries: [['{{instance}}', 'sum by (instance) (tapewire_gateway_connections{job=~"$job"})']] },
      { title: 'Connections by plan', description: 'All pods together', unit: 'short', queries: [['{{plan}}', 'sum by (plan) (tapewire_gateway_connections{job=~"$job"})']] },
      { title: 'Subscriptions', description: 'And how many different filters they have', unit: 'short', queries: [['{{kind}}', 'sum by (kind) (tapewire_gateway_subscriptions{job=~"$job"})']] },
      { title: 'Disconnects', description: 'By reason', unit: 'short', queries: [['{{reason}}', rate('tapewire_gateway_disconnects_total', 'reason')]] },
      { title: 'Resumed subscriptions', description: 'By result', unit: 'short', queries: [['{{result}}', rate('tapewire_gateway_catch_ups_total', 'result')]] },
      { title: 'Requests', description: 'By request and result', unit: 'reqps', queries: [['{{request}} {{result}}', rate('tapewire_gateway_requests_total', 'request, result')]] },
      { title: 'Time to answer, p99', description: 'By request', unit: 's', queries: [['{{request}}', quantile(0.99, 'tapewire_gateway_request_seconds', 'request')]] },
    ]],
    ['How full', [
      { title: 'Saturation', description: 'What the HPA scales on, target 0.6; above 0.8 a pod turns clients away', unit: 'percentunit', bad: 0.8, queries: [['{{instance}}', 'max by (instance) (tapewire_gateway_saturation{part="all",job=~"$job"})']] },
      { title: 'Saturation by part', description: 'The fullest pod', unit: 'percentunit', bad: 0.8, queries: [['{{part}}', 'max by (part) (tapewire_gateway_saturation{job=~"$job"})']] },
      { title: 'Event-loop delay, p99', description: 'By process', unit: 's', bad: 0.1, queries: [['{{instance}}', 'max by (instance) (tapewire_event_loop_delay_seconds{job=~"$job"})']] },
      { title: 'Memory', description: 'Resident, by process', unit: 'bytes', queries: [['{{instance}}', 'max by (instance) (tapewire_memory_bytes{kind="rss",job=~"$job"})']] },
    ]],
    ['Out', [
      { title: 'Rows', description: 'By event', unit: 'short', queries: [['{{event}}', rate('tapewire_gateway_rows_out_total', 'event')]] },
      { title: 'Bytes', description: 'Handed to sockets', unit: 'Bps', queries: [['{{instance}}', rate('tapewire_gateway_bytes_out_total', 'instance')]] },
      { title: 'Waiting in buffers', description: 'Bytes that clients have not taken', unit: 'bytes', queries: [['{{instance}}', 'sum by (instance) (tapewire_gateway_buffered_bytes{job=~"$job"})']] },
      { title: 'Told to catch up', description: 'Slow clients', unit: 'short', queries: [['lagged', rate('tapewire_gateway_lagged_total', 'instance')]] },
      { title: 'Rows left out by a plan’s rate', description: 'Their number is told', unit: 'short', queries: [['skipped', rate('tapewire_gateway_skipped_rows_total', 'instance')]] },
      { title: 'Repairs', description: 'Announcements that had to be read from Redis', unit: 'short', queries: [['{{reason}}', rate('tapewire_gateway_repairs_total', 'reason')]] },
    ]],
  ],
};

const FEEDS: Board = {
  uid: 'tapewire-feeds',
  title: 'Tapewire: feeds',
  rows: [
    ['Lines', [
      { title: 'Age of the newest message', description: 'By line; grows when the line is silent or late', unit: 's', bad: 30, queries: [['{{line}}', 'max by (line) (tapewire_feed_delay_seconds{job=~"$job"})']] },
      { title: 'Messages', description: 'By source', unit: 'short', queries: [['{{source}}', rate('tapewire_records_in_total', 'source', ',source!~"raw|trades|alerts|flow|announcement"')]] },
      { title: 'Gaps told', description: 'Stretches that may be missing', unit: 'short', bad: 1, queries: [['{{line}}', 'sum by (line) (increase(tapewire_gaps_total{job=~"$job"}[10m]))']] },
      { title: 'Dead letters', description: 'Refused, by stage', unit: 'short', bad: 1, queries: [['{{stage}}', 'sum by (stage) (increase(tapewire_dead_letters_total{job=~"$job"}[10m]))']] },
      { title: 'Spool', description: 'Bytes on disk while Kafka is away', unit: 'bytes', bad: 1, queries: [['{{instance}}', 'max by (instance) (tapewire_spool_bytes{job=~"$job"})']] },
      { title: 'Sessions', description: 'By the session table', unit: 'short', queries: [['{{class}} {{session}}', 'max by (class, session) (tapewire_session)']] },
    ]],
    ['Releases', [
      { title: 'What runs', description: 'Release, settings, rules or plans', unit: 'short', type: 'table', queries: [['', 'count by (job, version, config, rules) (tapewire_build_info)']] },
    ]],
  ],
};

const WIDTH = 24;

function boardJson({ uid, title, rows }: Board): object {
  const panels: object[] = [];
  let y = 0;
  for (const [row, inner] of rows) {
    panels.push({ id: panels.length + 1, type: 'row', title: row, collapsed: false, gridPos: { x: 0, y, w: WIDTH, h: 1 }, panels: [] });
    y += 1;
    const stats = inner.every(({ type }) => type === 'stat');
    const w = stats ? WIDTH / inner.length : WIDTH / 2;
    const h = stats ? 4 : 8;
    inner.forEach((panel, i) => {
      const perRow = WIDTH / w;
      panels.push(panelJson(panel, panels.length + 1, { x: (i % perRow) * w, y: y + Math.floor(i / perRow) * h, w, h }));
    });
    y += Math.ceil(inner.length / (WIDTH / w)) * h;
  }
  return {
    uid, title, panels, tags: ['tapewire'], schemaVersion: 39, version: 1, editable: true, refresh: '10s', timezone: 'America/New_York',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [
      { name: 'datasource', type: 'datasource', query: 'prometheus', current: {}, hide: 0 },
      { name: 'job', type: 'query', label: 'Service', datasource: { type: 'prometheus', uid: '${datasource}' }, query: { query: 'label_values(tapewire_build_info, job)', refId: 'job' }, includeAll: true, multi: true, current: { text: 'All', value: '$__all' }, refresh: 2, sort: 1 },
    ] },
  };
}

const panelJson = ({ title, description, unit, type = 'timeseries', queries, bad }: Panel, id: number, gridPos: object): object => ({
  id, type, title, description, gridPos,
  datasource: { type: 'prometheus', uid: '${datasource}' },
  fieldConfig: {
    defaults: {
      unit, min: 0,
      ...(bad === undefined ? {} : { thresholds: { mode: 'absolute', steps: [{ color: 'green', value: null }, { color: 'red', value: bad }] } }),
    },
    overrides: [],
  },
  targets: queries.map(([legendFormat, expr], i) => ({ refId: String.fromCharCode(65 + i), expr, ...(type === 'table' ? { format: 'table', instant: true } : { legendFormat }) })),
});

/** Files of the dashboards, by name. */
export const dashboards = (): ReadonlyMap<string, string> =>
  new Map([TAPE, GATEWAYS, FEEDS].map((board) => [`${board.uid}.json`, `${JSON.stringify(boardJson(board), null, 2)}\n`]));

if (process.argv[1] === import.meta.filename) {
  await mkdir(DASHBOARDS_DIR, { recursive: true });
  for (const [name, content] of dashboards()) await writeFile(join(DASHBOARDS_DIR, name), content);
  console.log(`wrote ${[...dashboards().keys()].join(', ')} to ${DASHBOARDS_DIR}`);
}
