import { between, pick } from './random.ts';

/** What there is to disturb. */
export interface Shape {
  /** Kafka brokers; with three, leaders can move. */
  readonly brokers: 1 | 3;
  /** How many normalizers and how many indexers; with two, partitions move when one is killed or hangs. */
  readonly pods: 1 | 2;
}

const FIRST = ['feed-ingestor', 'normalizer', 'redis-indexer', 'gateway-1', 'gateway-2'] as const;
const PEERS = ['normalizer-2', 'redis-indexer-2'] as const;
export type ProcessName = (typeof FIRST)[number] | (typeof PEERS)[number];

export const processesOf = ({ pods }: Shape): readonly ProcessName[] => (pods === 1 ? FIRST : [...FIRST, ...PEERS]);

/** Connections that have proxies in them, `<from>-<to>`; both pods of a kind go through the same ones. */
export const LINKS = [
  'feed-ingestor-kafka', 'normalizer-kafka', 'redis-indexer-kafka', 'redis-indexer-redis', 'gateway-1-redis', 'gateway-2-redis',
  'clients-gateway-1', 'clients-gateway-2',
] as const;
export type LinkName = (typeof LINKS)[number];

/** One disturbance. Durations are milliseconds. */
export type Fault =
  | { readonly kind: 'kill'; readonly processes: readonly ProcessName[] }
  /** SIGSTOP, and SIGCONT after the consumer session has timed out: the process wakes as a zombie. */
  | { readonly kind: 'freeze'; readonly process: ProcessName; readonly ms: number }
  | { readonly kind: 'redisRestart' }
  | { readonly kind: 'redisEmpty' }
  | { readonly kind: 'kafkaRestart' }
  | { readonly kind: 'cut'; readonly link: LinkName }
  | { readonly kind: 'delay'; readonly link: LinkName; readonly by: number; readonly ms: number }
  | { readonly kind: 'slice'; readonly link: LinkName; readonly bytes: number; readonly ms: number }
  | { readonly kind: 'stall'; readonly link: LinkName; readonly ms: number }
  /** Slow, so that much is under way, and cut again and again. */
  | { readonly kind: 'flap'; readonly link: LinkName; readonly by: number; readonly times: number }
  /** One of several brokers stopped in order, or killed; its partitions get other leaders. It comes back. */
  | { readonly kind: 'brokerStop' | 'brokerKill'; readonly broker: number }
  /** The raw log loses its last seconds for good, which Kafka does not do while its replicas live; stages must notice. */
  | { readonly kind: 'logRollback' }
  | { readonly kind: 'drain'; readonly process: 'gateway-1' | 'gateway-2' }
  | { readonly kind: 'stopReading'; readonly ms: number };

/** The row of the report that a fault counts in. */
export function faultName(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return fault.processes.length > 2 ? 'kill -9 all' : fault.processes.length > 1 ? 'kill -9 two' : `kill -9 ${role(fault.processes[0])}`;
    case 'freeze':
      return `freeze ${role(fault.process)}`;
    case 'redisRestart':
      return 'Redis killed, restarted with its file';
    case 'redisEmpty':
      return 'Redis killed, restarted empty';
    case 'kafkaRestart':
      return 'Kafka killed, restarted';
    case 'cut':
    case 'delay':
    case 'slice':
    case 'stall':
    case 'flap':
      return `${fault.kind} ${fault.link}`;
    case 'brokerStop':
      return 'Kafka broker stopped, leaders move';
    case 'brokerKill':
      return 'Kafka broker killed, leaders move';
    case 'logRollback':
      return 'Kafka loses the end of its raw log';
    case 'drain':
      return 'drain a gateway';
    case 'stopReading':
      return 'clients stop reading';
  }
}

/** Both normalizers, and both indexers, count as one. */
const role = (name: ProcessName | undefined): string => name?.replace(/^(normalizer|redis-indexer)-2$/, '$1') ?? '';

type Draw = (next: () => number, shape: Shape) => Fault;

const one = (name: 'normalizer' | 'redis-indexer', next: () => number, { pods }: Shape): ProcessName => (pods === 1 ? name : pick(next, [name, `${name}-2`] as const));
const kill = (process: ProcessName): Draw => () => ({ kind: 'kill', processes: [process] });
const killOne = (name: 'normalizer' | 'redis-indexer'): Draw => (next, shape) => ({ kind: 'kill', processes: [one(name, next, shape)] });
const freeze = (name: (typeof FIRST)[number]): Draw => (next, shape) => {
  const process = name === 'normalizer' || name === 'redis-indexer' ? one(name, next, shape) : name;
  return { kind: 'freeze', process, ms: between(next, 7_000, 10_000) };
};
const onLink = (make: (link: LinkName, next: () => number) => Fault): Draw => (next) => make(pick(next, LINKS), next);

/** One of each disturbance; a round of the plan goes through all of them. */
const DECK: readonly Draw[] = [
  kill('feed-ingestor'),
  killOne('normalizer'),
  killOne('redis-indexer'),
  kill('gateway-1'),
  kill('gateway-2'),
  (next, shape) => {
    const processes = processesOf(shape);
    const first = pick(next, processes);
    return { kind: 'kill', processes: [first, pick(next, processes.filter((p) => p !== first))] };
  },
  (_, shape) => ({ kind: 'kill', processes: processesOf(shape) }),
  ...FIRST.map(freeze),
  () => ({ kind: 'redisRestart' }),
  () => ({ kind: 'redisEmpty' }),
  () => ({ kind: 'kafkaRestart' }),
  onLink((link) => ({ kind: 'cut', link })),
  onLink((link) => ({ kind: 'cut', link })),
  onLink((link, next) => ({ kind: 'delay', link, by: between(next, 20, 200), ms: between(next, 1_000, 3_000) })),
  onLink((link, next) => ({ kind: 'slice', link, bytes: between(next, 64, 1024), ms: between(next, 1_000, 3_000) })),
  onLink((link, next) => ({ kind: 'stall', link, ms: between(next, 1_000, 4_000) })),
  onLink((link, next) => ({ kind: 'flap', link, by: between(next, 100, 200), times: 4 })),
  (next) => ({ kind: 'drain', process: pick(next, ['gateway-1', 'gateway-2'] as const) }),
  (next) => ({ kind: 'stopReading', ms: between(next, 2_000, 5_000) }),
];

/** What only several brokers can show. */
const BROKER_DECK: readonly Draw[] = (['brokerStop', 'brokerKill'] as const).map((kind): Draw => (next, { brokers }) => ({ kind, broker: between(next, 1, brokers) }));

/** An endless seeded sequence of faults: round after round, each round holds every disturbance in another order. */
export function* faultPlan(next: () => number, shape: Shape): Generator<Fault> {
  for (;;) {
    const round = shape.brokers === 1 ? [...DECK] : [...DECK, ...BROKER_DECK];
    while (round.length > 0) {
      const [draw] = round.splice(Math.floor(next() * round.length), 1);
      if (draw !== undefined) yield draw(next, shape);
    }
  }
}
