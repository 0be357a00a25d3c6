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
  readonly positionKey: (p: number) => string;
  readonly metaKey: string;
  readonly sessionsKey: (user: string) => string;
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
    tapeKey: (p) => `${r}tape:{${p}}`,
    alertsKey: (p) => `${r}alerts:{${p}}`,
    flowKey: (p) => `${r}flow:{${p}}`,
    positionKey: (p) => `${r}pos:{${p}}`,
    metaKey: `${r}meta`,
    sessionsKey: (user) => `${r}sessions:${user}`,
    revokedKey: `${r}revoked`,
    tradesAlias: `${r}idx:trades`,
    tradesIndex: (version) => `${r}idx:trades:v${version}`,
    adapterKey: `${prefix}.adapter`,
  };
}
