import type { TokenClaims, WireCode } from '@tapewire/contracts';
import { type AlertReader, OutgoingBuffer, TokenBucket, type BufferLimits, type Plan, type Room } from '@tapewire/delivery';
import type { LaneRunner } from '../tape/lane-runner.ts';

/** A subscription of one socket. Equal filters share it, so it counts how often it was asked for. */
export interface Subscription {
  readonly room: Room;
  asked: number;
}

/** Who is behind one socket, what their plan allows, and what they are subscribed to. */
export class Session {
  readonly user: string;
  readonly id: string;
  readonly address: string;
  readonly connectedAt: number;
  readonly subscriptions = new Map<string, Subscription>();
  /** Keys that wait for the client to have read what it was sent before it is told to catch up. */
  readonly parked = new Set<string>();
  /** Underlyings whose flow it follows. */
  readonly flows = new Set<string>();
  readonly buffer: OutgoingBuffer;
  /** The lane's heads that it has not been told yet. */
  owedHeads: Buffer | undefined;
  /** Epoch milliseconds since which it has been left out of deliveries. */
  parkedAt = 0;
  claims: TokenClaims;
  plan: Plan;
  lane: LaneRunner;
  requests: TokenBucket;
  pages: TokenBucket;
  /** Code with which this pod closed it, if it did. */
  closedBy: WireCode | undefined;
  #joining = 0;

  constructor(of: { id: string; address: string; claims: TokenClaims; plan: Plan; lane: LaneRunner; now: number; buffer: BufferLimits }) {
    this.id = of.id;
    this.address = of.address;
    this.user = of.claims.sub;
    this.claims = of.claims;
    this.plan = of.plan;
    this.lane = of.lane;
    this.connectedAt = of.now;
    this.buffer = new OutgoingBuffer(of.buffer);
    this.requests = requestBucket(of.plan, of.now);
    this.pages = pageBucket(of.plan, of.now);
  }

  /** Who reads alerts. */
  get reader(): AlertReader {
    return { plan: this.plan.name, ...(this.claims.desk === undefined ? {} : { desk: this.claims.desk }) };
  }

  /** Subscriptions that are catching up and will be live. */
  get joining(): number {
    return this.#joining;
  }

  /** Counts a subscription while it catches up. */
  async whileJoining<T>(work: () => Promise<T>): Promise<T> {
    this.#joining++;
    try {
      return await work();
    } finally {
      this.#joining--;
    }
  }

  /** Takes on a new token of the same user; the plan may have changed. */
  renew(claims: TokenClaims, plan: Plan, lane: LaneRunner, now: number): void {
    this.claims = claims;
    if (plan !== this.plan) {
      this.requests = requestBucket(plan, now);
      this.pages = pageBucket(plan, now);
    }
    this.plan = plan;
    this.lane = lane;
  }
}

const requestBucket = (plan: Plan, now: number): TokenBucket => new TokenBucket(plan.requestsPerSecond, plan.requestsPerSecond * 2, now);
const pageBucket = (plan: Plan, now: number): TokenBucket => new TokenBucket(plan.pagesPerSecond, plan.pagesPerSecond, now);
