import { between, pick } from './random.ts';

export const PROCESSES = ['feed-ingestor', 'normalizer', 'redis-indexer', 'gateway-1', 'gateway-2'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** Connections that have a proxy in them, `<from>-<to>`. */
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
  | { readonly kind: 'drain'; readonly process: 'gateway-1' | 'gateway-2' }
  | { readonly kind: 'stopReading'; readonly ms: number };

/** The row of the report that a fault counts in. */
export function faultName(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return fault.processes.length === PROCESSES.length ? 'kill -9 all' : fault.processes.length > 1 ? 'kill -9 two' : `kill -9 ${fault.processes[0] ?? ''}`;
    case 'freeze':
      return `freeze ${fault.process}`;
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
      return `${fault.kind} ${fault.link}`;
    case 'drain':
      return 'drain a gateway';
    case 'stopReading':
      return 'clients stop reading';
  }
}

type Draw = (next: () => number) => Fault;

const kill = (...processes: ProcessName[]): Draw => () => ({ kind: 'kill', processes });
const onLink = (make: (link: LinkName, next: () => number) => Fault): Draw => (next) => make(pick(next, LINKS), next);

/** One of each disturbance; a round of the plan goes through all of them. */
const DECK: readonly Draw[] = [
  kill('feed-ingestor'),
  kill('normalizer'),
  kill('redis-indexer'),
  kill('gateway-1'),
  kill('gateway-2'),
  (next) => {
    const first = pick(next, PROCESSES);
    return { kind: 'kill', processes: [first, pick(next, PROCESSES.filter((p) => p !== first))] };
  },
  kill(...PROCESSES),
  ...PROCESSES.map((process): Draw => (next) => ({ kind: 'freeze', process, ms: between(next, 7_000, 10_000) })),
  () => ({ kind: 'redisRestart' }),
  () => ({ kind: 'redisEmpty' }),
  () => ({ kind: 'kafkaRestart' }),
  onLink((link) => ({ kind: 'cut', link })),
  onLink((link) => ({ kind: 'cut', link })),
  onLink((link, next) => ({ kind: 'delay', link, by: between(next, 20, 200), ms: between(next, 1_000, 3_000) })),
  onLink((link, next) => ({ kind: 'slice', link, bytes: between(next, 64, 1024), ms: between(next, 1_000, 3_000) })),
  onLink((link, next) => ({ kind: 'stall', link, ms: between(next, 1_000, 4_000) })),
  (next) => ({ kind: 'drain', process: pick(next, ['gateway-1', 'gateway-2'] as const) }),
  (next) => ({ kind: 'stopReading', ms: between(next, 2_000, 5_000) }),
];

/** An endless seeded sequence of faults: round after round, each round holds every disturbance in another order. */
export function* faultPlan(next: () => number): Generator<Fault> {
  for (;;) {
    const round = [...DECK];
    while (round.length > 0) {
      const [draw] = round.splice(Math.floor(next() * round.length), 1);
      if (draw !== undefined) yield draw(next);
    }
  }
}
