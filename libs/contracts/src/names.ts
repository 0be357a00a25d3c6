/** What the indexer keeps a stream, a head and announcements of. */
export const TAPES = ['trades', 'alerts', 'flow'] as const;
export type Tape = (typeof TAPES)[number];

/** All Kafka and Redis names of an installation (DESIGN section 4); `prefix` sets installations apart on shared parts. */
export interface Names {
  readonly topics: {
    readonly raw: string;
    readonly trades: string;
    readonly alerts: string;
    readonly flow: string;
    readonly state: string;
    readonly dlq: string;
  };
  readonly group: (service: string) => string;
  /** Hash of one trade; the partition in braces is a Redis hash tag. */
  readonly tradeKey: (p: number, off: number) => string;
  readonly tradeKeyPrefix: string;
  readonly tapeKey: (p: number) => string;
  readonly alertsKey: (p: number) => string;
  readonly flowKey: (p: number) => string;
  /** Stream of a tape's partition: `tapeKey`, `alertsKey` or `flowKey`. */
  readonly streamKey: (tape: Tape, p: number) => string;
  /** Hash of head, topic offset, fingerprint, floor and epoch; that of the trades unless another tape is named. */
  readonly positionKey: (p: number, tape?: Tape) => string;
  /** Sorted set: expiry minute (epoch seconds) of trade hashes → the last position that expires then. */
  readonly expiryKey: (p: number) => string;
  /** Hash of a notable trade, which is kept longer; its partition's expiry marks; its index. */
  readonly notableKey: (p: number, off: number) => string;
  readonly notableKeyPrefix: string;
  readonly notableExpiryKey: (p: number) => string;
  readonly notableAlias: string;
  readonly notableIndex: (version: number) => string;
  /** Sorted set: underlying → prints on that trade date. */
  readonly activityKey: (p: number, tradeDate: string) => string;
  /** Hash: underlying → its flow in that minute (epoch milliseconds). */
  readonly flowMinuteKey: (p: number, minute: number) => string;
  /** Hash of told feed gaps: `<line>:<from>` → gap. */
  readonly gapsKey: string;
  readonly metaKey: string;
  /** Set of a user's connections, `<pod>/<socket>`. */
  readonly sessionsKey: (user: string) => string;
  /** Exists while a gateway pod lives. */
  readonly gatewayKey: (pod: string) => string;
  /** Hash: gateway pod → how full it is, and when it said so (epoch milliseconds). */
  readonly saturationKey: string;
  /** Hash: user → epoch milliseconds; tokens issued before are not valid. */
  readonly revokedKey: string;
  readonly tradesAlias: string;
  readonly tradesIndex: (version: number) => string;
  /** Channel prefix of the socket.io Redis adapter. */
  readonly adapterKey: string;
}

export const DEFAULT_PREFIX = 'tapewire';

/** Names for a prefix. The default prefix leaves Redis keys bare, another one goes in front of each. */
export function names(prefix: string = DEFAULT_PREFIX): Names {
  const r = prefix === DEFAULT_PREFIX ? '' : `${prefix}:`;
  const streams: Readonly<Record<Tape, string>> = { trades: 'tape', alerts: 'alerts', flow: 'flow' };
  const streamKey = (tape: Tape, p: number) => `${r}${streams[tape]}:{${p}}`;
  return {
    topics: {
      raw: `${prefix}.raw`,
      trades: `${prefix}.trades`,
      alerts: `${prefix}.alerts`,
      flow: `${prefix}.flow`,
      state: `${prefix}.state`,
      dlq: `${prefix}.dlq`,
    },
    group: (service) => `${prefix}.${service}`,
    tradeKey: (p, off) => `${r}trade:{${p}}:${off}`,
    tradeKeyPrefix: `${r}trade:`,
    tapeKey: (p) => streamKey('trades', p),
    alertsKey: (p) => streamKey('alerts', p),
    flowKey: (p) => streamKey('flow', p),
    streamKey,
    positionKey: (p, tape = 'trades') => (tape === 'trades' ? `${r}pos:{${p}}` : `${r}pos:{${p}}:${tape}`),
    expiryKey: (p) => `${r}expiry:{${p}}`,
    notableKey: (p, off) => `${r}notable:{${p}}:${off}`,
    notableKeyPrefix: `${r}notable:`,
    notableExpiryKey: (p) => `${r}expiry:{${p}}:notable`,
    notableAlias: `${r}idx:notable`,
    notableIndex: (version) => `${r}idx:notable:v${version}`,
    activityKey: (p, tradeDate) => `${r}activity:{${p}}:${tradeDate}`,
    flowMinuteKey: (p, minute) => `${r}flow:{${p}}:${minute}`,
    gapsKey: `${r}gaps`,
    metaKey: `${r}meta`,
    sessionsKey: (user) => `${r}sessions:${user}`,
    gatewayKey: (pod) => `${r}gateway:${pod}`,
    saturationKey: `${r}saturation`,
    revokedKey: `${r}revoked`,
    tradesAlias: `${r}idx:trades`,
    tradesIndex: (version) => `${r}idx:trades:v${version}`,
    adapterKey: `${prefix}.adapter`,
  };
}
