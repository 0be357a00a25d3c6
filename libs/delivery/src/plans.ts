import { TapewireError } from '@tapewire/contracts';
import { z } from 'zod';

/** What one plan allows. */
export const planSchema = z.strictObject({
  /** Milliseconds by which everything is late, counted from `recvTs`. 0 = real time. */
  delay: z.int().min(0).max(86_400_000).default(0),
  /** Subscriptions a connection may hold. */
  subscriptions: z.int().min(1).max(10_000).default(50),
  /** Rows per second and subscription; above it the subscription is conflated. */
  rowsPerSecond: z.int().min(1).max(1_000_000).default(50_000),
  /** Terms (`field:…`) in one filter. */
  filterTerms: z.int().min(1).max(1_000).default(64),
  /** Values of all sets of one filter together. */
  filterValues: z.int().min(1).max(1_000).default(500),
  /** Requests per second that read stored rows (`page`, `order`, catching up …), and as many at once. */
  pagesPerSecond: z.int().min(1).max(10_000).default(50),
  /** Requests per second of all kinds, and twice as many at once. */
  requestsPerSecond: z.int().min(1).max(10_000).default(100),
  /** Connections of one user on all pods together. */
  sessions: z.int().min(1).max(1_000_000).default(2_000),
});
export type PlanLimits = Readonly<z.output<typeof planSchema>>;

export interface Plan extends PlanLimits {
  readonly name: string;
}

const plansSchema = z.strictObject({ plans: z.record(z.string().min(1).max(64), planSchema) });

/** Used where no plans file is configured. */
export const DEFAULT_PLANS: ReadonlyMap<string, Plan> = parsePlans({
  plans: {
    /** Programs and tests: everything, as fast as it comes. */
    realtime: {},
    /** A page: no person reads more rows a second, and the rest is counted. */
    display: { rowsPerSecond: 1_000, sessions: 20 },
    delayed: { delay: 900_000, subscriptions: 10, rowsPerSecond: 500, pagesPerSecond: 10, requestsPerSecond: 50, sessions: 20 },
  },
});

/** The plans of a parsed file `{ plans: { <name>: { … } } }`. Throws CONFIG_INVALID naming the path. */
export function parsePlans(file: unknown): ReadonlyMap<string, Plan> {
  const parsed = plansSchema.safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TapewireError('CONFIG_INVALID', `plans file: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
  }
  return new Map(Object.entries(parsed.data.plans).map(([name, limits]) => [name, { name, ...limits }]));
}
