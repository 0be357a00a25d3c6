import type { Fault, Shape } from './plan.ts';

/** What shows that a safeguard is needed: a scenario that is exact with it and is not without. */
export interface SafeguardScenario {
  readonly safeguard: string;
  /** In words, for the table. */
  readonly provokedBy: string;
  readonly shape: Shape;
  readonly rate: number;
  readonly partitions: number;
  readonly plan: readonly Fault[];
  /** With the safeguard the tape is exact, or, where that is impossible, it stops and says this. */
  readonly stopsWith?: RegExp;
}

const ONE: Shape = { brokers: 1, pods: 1 };
const times = <T>(n: number, fault: T): T[] => Array.from({ length: n }, () => fault);

/** One for each safeguard, as short as provokes reliably. */
export const SCENARIOS: readonly SafeguardScenario[] = [
  {
    safeguard: 'keys',
    provokedBy: 'the ingestor killed; what it sends again is the same records under new offsets',
    shape: ONE, rate: 100, partitions: 2,
    plan: times(2, { kind: 'kill', processes: ['feed-ingestor'] }),
  },
  {
    safeguard: 'one-partition-per-produce',
    provokedBy: 'three brokers, killed in turn, so that leaders move while a call spans partitions of several',
    shape: { brokers: 3, pods: 1 }, rate: 200, partitions: 12,
    plan: [1, 2, 3].map((broker): Fault => ({ kind: 'brokerKill', broker })),
  },
  {
    safeguard: 'one-call-in-flight',
    provokedBy: 'a slow connection to Kafka, so that several calls of a partition are under way, cut four times',
    shape: ONE, rate: 300, partitions: 2,
    plan: [{ kind: 'flap', link: 'feed-ingestor-kafka', by: 150, times: 4 }, { kind: 'flap', link: 'normalizer-kafka', by: 150, times: 4 }],
  },
  {
    safeguard: 'monotonic-acceptance',
    provokedBy: 'the normalizer killed; it says again what it said after its checkpoint',
    shape: ONE, rate: 100, partitions: 2,
    plan: times(2, { kind: 'kill', processes: ['normalizer'] }),
  },
  {
    safeguard: 'compare-and-commit',
    provokedBy: 'Redis emptied under the indexer, which goes on writing at its own head',
    shape: ONE, rate: 100, partitions: 8,
    plan: [{ kind: 'redisEmpty' }],
  },
  {
    safeguard: 'stream-repair',
    provokedBy: 'the connection of a gateway to Redis cut; announcements of that time are lost',
    shape: ONE, rate: 100, partitions: 2,
    plan: [...times(3, { kind: 'cut', link: 'gateway-1-redis' } as const), ...times(3, { kind: 'cut', link: 'gateway-2-redis' } as const)],
  },
  {
    safeguard: 'bookmark',
    provokedBy: 'clients cut off from a gateway; they come back without saying where they were',
    shape: ONE, rate: 100, partitions: 2,
    plan: [...times(2, { kind: 'cut', link: 'clients-gateway-1' } as const), ...times(2, { kind: 'cut', link: 'clients-gateway-2' } as const)],
  },
  {
    safeguard: 'fingerprint',
    provokedBy: 'Kafka loses the last seconds of its raw log for good, and other records take their offsets',
    shape: ONE, rate: 100, partitions: 2,
    plan: [{ kind: 'logRollback' }],
    stopsWith: /is not the log of/,
  },
];
