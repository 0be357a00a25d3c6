import type { Reaction } from '../live/protocol.ts';
import { readGenericMessage } from './generic-message.ts';
import { genericLive } from './generic-live.ts';

/** A message that the generic feed would refuse. */
export interface FeedProblem {
  /** Which message, from 1. */
  readonly line: number;
  readonly reason: string;
  readonly value: string;
}

/** What a look at a generic feed has shown. */
export interface FeedReport {
  readonly messages: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly problems: readonly FeedProblem[];
  /** Holes in the numbers, as the ingestor would tell them. */
  readonly gaps: readonly string[];
  /** Messages that go back in time against one before them. */
  readonly backInTime: number;
  readonly underlyings: number;
}

/** Reads messages as the ingestor does and counts what it would take and refuse. */
export class FeedCheck {
  readonly #read: (line: string) => Pick<Reaction, 'records' | 'rejects' | 'lost'>;
  readonly #byKind = new Map<string, number>();
  readonly #problems: FeedProblem[] = [];
  readonly #gaps: string[] = [];
  readonly #underlyings = new Set<string>();
  #messages = 0;
  #backInTime = 0;
  #latest = 0;

  /** `isTopic`: messages of a Kafka topic, which need no `seq`. */
  constructor({ isTopic = false }: { readonly isTopic?: boolean } = {}) {
    this.#read = isTopic ? readGenericMessage : genericLive({ name: 'check', lacks: [], delay: 0 }).session().received;
  }

  message(line: string): void {
    this.#messages += 1;
    const { records = [], rejects = [], lost } = this.#read(line);
    if (lost !== undefined) this.#gaps.push(`message ${this.#messages}: ${lost}`);
    for (const { reason, value } of rejects) this.#problems.push({ line: this.#messages, reason, value });
    for (const { kind, ts, underlying } of records) {
      this.#byKind.set(kind, (this.#byKind.get(kind) ?? 0) + 1);
      this.#underlyings.add(underlying);
      if (ts === 0) continue;
      if (ts < this.#latest) this.#backInTime += 1;
      this.#latest = Math.max(this.#latest, ts);
    }
  }

  report(): FeedReport {
    return {
      messages: this.#messages,
      byKind: Object.fromEntries(this.#byKind),
      problems: this.#problems,
      gaps: this.#gaps,
      backInTime: this.#backInTime,
      underlyings: this.#underlyings.size,
    };
  }
}
