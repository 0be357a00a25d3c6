import type { Row, SubscribeAck, WireError } from '@tapewire/contracts';
import { adviceOf } from '../advice.ts';
import { type Command, tell } from './commands.ts';
import { type LiveEvent, LiveLog } from './live-log.ts';
import { SubscriptionState, type TapeRequest } from './subscription-state.ts';

/**
 * All subscriptions of one client, over any number of sockets one after the other: the rules of the protocol that
 * make the tape exact. Pure: every input returns what to do next, so tests can drive it through any interleaving.
 *
 * - Rows that arrive before an ack belong after it; with `more: true` they are dropped, since the next chunk has them.
 * - `heads` moves the bookmark of live subscriptions only: not of those that are asking, lagging or offline.
 * - Overlap is dropped by the highest offset held per partition.
 */
export class TapeSession {
  readonly #subscriptions = new Map<number, SubscriptionState>();
  readonly #log = new LiveLog();
  /** How often each key was acknowledged on this socket: it ends with as many `unsubscribe`s. */
  readonly #acknowledged = new Map<string, number>();
  /** Open requests of subscriptions that were removed meanwhile. */
  readonly #orphans = new Set<number>();
  #connected = false;
  #nextId = 1;
  #nextAsk = 1;

  add(request: TapeRequest): { readonly id: number; readonly commands: Command[] } {
    const subscription = new SubscriptionState(this.#nextId++, request);
    this.#subscriptions.set(subscription.id, subscription);
    return { id: subscription.id, commands: this.#connected ? this.#ask(subscription) : [] };
  }

  get(id: number): SubscriptionState | undefined {
    return this.#subscriptions.get(id);
  }

  remove(id: number): Command[] {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) return [];
    this.#subscriptions.delete(id);
    if (subscription.phase === 'asking') this.#orphans.add(subscription.ask);
    this.#trimLog();
    return [tell(id, { type: 'status', state: 'closed' }), ...this.#endUnusedKeys()];
  }

  connected(): Command[] {
    this.#connected = true;
    return this.#all().flatMap((subscription) => (subscription.phase === 'offline' ? this.#ask(subscription) : []));
  }

  disconnected(): Command[] {
    this.#connected = false;
    this.#acknowledged.clear();
    this.#orphans.clear();
    this.#log.trim(this.#log.end);
    return this.#all().flatMap((subscription) => {
      subscription.key = undefined;
      return subscription.phase === 'failed' ? [] : subscription.interrupt('offline', 'disconnected');
    });
  }

  acknowledged(ask: number, ack: SubscribeAck): Command[] {
    const subscription = this.#asking(ask);
    if (subscription === undefined && !this.#orphans.has(ask)) return [];
    this.#acknowledged.set(ack.key, (this.#acknowledged.get(ack.key) ?? 0) + 1);
    if (subscription === undefined) {
      this.#orphans.delete(ask);
      return this.#endUnusedKeys();
    }
    const commands = subscription.acknowledge(ack);
    if (ack.more) return [...commands, ...this.#ask(subscription)];
    commands.push(...subscription.goLive());
    for (const event of this.#log.since(subscription.askedAt, ack.key)) {
      if (subscription.phase === 'live') commands.push(...this.#take(subscription, event));
    }
    this.#trimLog();
    return [...commands, ...this.#endUnusedKeys()];
  }

  refused(ask: number, error: WireError): Command[] {
    const subscription = this.#asking(ask);
    this.#orphans.delete(ask);
    if (subscription === undefined) return [];
    if (adviceOf(error.code) === 'never' && error.code !== 'tokenExpired') {
      subscription.phase = 'failed';
      this.#trimLog();
      return [tell(subscription.id, { type: 'status', state: 'failed', error })];
    }
    const commands = subscription.interrupt('waiting', 'refused');
    this.#trimLog();
    return [...commands, { do: 'retryLater', subscription: subscription.id, error }];
  }

  /** Asks again for a subscription that waits, after its delay or once its reader has caught up. */
  retry(id: number): Command[] {
    const subscription = this.#subscriptions.get(id);
    return this.#connected && subscription?.phase === 'waiting' ? this.#ask(subscription) : [];
  }

  /** The reader of a subscription can't keep up: rows are left to the gateway until `retry`. */
  pause(id: number): Command[] {
    const subscription = this.#subscriptions.get(id);
    if (subscription?.phase === 'asking') this.#orphans.add(subscription.ask);
    else if (subscription?.phase !== 'live') return [];
    return subscription.interrupt('waiting', 'slowReader');
  }

  trades(event: { readonly key: string; readonly rows: readonly Row[]; readonly skipped?: number }): Command[] {
    return this.#receive({ key: event.key, rows: event.rows, skipped: event.skipped ?? 0 });
  }

  lagged(event: { readonly key: string }): Command[] {
    return this.#receive({ key: event.key, lagged: true });
  }

  heads(event: { readonly bookmark: string }): void {
    for (const subscription of this.#all()) {
      if (subscription.phase === 'live') subscription.bookmark = event.bookmark;
    }
  }

  #receive(event: LiveEvent): Command[] {
    if (this.#all().some((subscription) => subscription.phase === 'asking')) this.#log.add(event);
    return this.#all().flatMap((subscription) =>
      subscription.phase === 'live' && subscription.key === event.key ? this.#take(subscription, event) : [],
    );
  }

  #take(subscription: SubscriptionState, event: LiveEvent): Command[] {
    const commands = subscription.take(event);
    return 'lagged' in event ? [...commands, ...this.#ask(subscription)] : commands;
  }

  #ask(subscription: SubscriptionState): Command[] {
    const payload = subscription.payload();
    subscription.phase = 'asking';
    subscription.ask = this.#nextAsk++;
    subscription.askedAt = this.#log.end;
    subscription.askedAfter = payload.after;
    return [
      tell(subscription.id, { type: 'status', state: payload.after === undefined ? 'connecting' : 'catchingUp' }),
      { do: 'subscribe', ask: subscription.ask, payload },
    ];
  }

  #asking(ask: number): SubscriptionState | undefined {
    return this.#all().find((subscription) => subscription.phase === 'asking' && subscription.ask === ask);
  }

  /** A key is shared by equal filters, so it ends when no subscription uses it and no open request may turn out to. */
  #endUnusedKeys(): Command[] {
    if (this.#orphans.size > 0 || this.#all().some((subscription) => subscription.phase === 'asking')) return [];
    const used = new Set(this.#all().map((subscription) => subscription.key));
    return [...this.#acknowledged].filter(([key]) => !used.has(key)).flatMap(([key, times]) => {
      this.#acknowledged.delete(key);
      return Array.from({ length: times }, (): Command => ({ do: 'unsubscribe', key }));
    });
  }

  #trimLog(): void {
    const open = this.#all().filter((subscription) => subscription.phase === 'asking');
    this.#log.trim(Math.min(this.#log.end, ...open.map((subscription) => subscription.askedAt)));
  }

  #all(): SubscriptionState[] {
    return [...this.#subscriptions.values()];
  }
}
