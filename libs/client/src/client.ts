import type { AckOf, Alert, RequestName, RequestOf, TableAck, Welcome } from '@tapewire/contracts';
import { ClockOffset } from './clock.ts';
import { adviceOf } from './advice.ts';
import { wireErrorOf } from './errors.ts';
import type { Command } from './session/commands.ts';
import { TapeSession } from './session/tape-session.ts';
import { Connection, type ConnectionSettings } from './socket/connection.ts';
import type { ConnectionEvents, ConnectionStatus } from './socket/connection-events.ts';
import { Subscription, type SubscribeOptions } from './subscription.ts';
import { AlertWatch, type FlowEvent, FlowWatch } from './watches.ts';

type Notice = Parameters<ConnectionEvents['notice']>[0];

export interface ConnectOptions extends Omit<ConnectionSettings, 'urls'> {
  /** One gateway or several; any of them serves any client. */
  readonly urls: string | readonly string[];
  readonly onStatus?: (status: ConnectionStatus) => void;
  readonly onNotice?: (notice: Notice) => void;
}

const DEFAULT_RETRY_MS = 500;

/** A client of Tapewire. It connects by itself, stays connected, and resumes what it was doing. */
export class TapewireClient {
  readonly #session = new TapeSession();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #connection: Connection;
  readonly #options: ConnectOptions;
  readonly #clock = new ClockOffset();
  readonly #alertWatches = new Set<AlertWatch>();
  readonly #flowWatches = new Set<FlowWatch>();
  #status: ConnectionStatus | undefined;
  #welcome: Welcome | undefined;
  #lastHeard: number | undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
    const urls = typeof options.urls === 'string' ? [options.urls] : options.urls;
    this.#connection = new Connection({ ...options, urls }, {
      status: (status) => { this.#status = status; options.onStatus?.(status); },
      up: (welcome) => { this.#up(welcome); },
      down: () => { this.#run(this.#session.disconnected()); },
      heard: () => { this.#lastHeard = Date.now(); },
      trades: (payload) => { this.#run(this.#session.trades(payload)); },
      heads: (payload) => { this.#session.heads(payload); },
      lagged: (payload) => { this.#run(this.#session.lagged(payload)); },
      alert: (alert) => { for (const watch of this.#alertWatches) watch.take([alert]); },
      flow: (flow) => { for (const watch of this.#flowWatches) watch.take(flow); },
      notice: (notice) => options.onNotice?.(notice),
    });
    this.#connection.start();
  }

  get status(): ConnectionStatus | undefined {
    return this.#status;
  }

  /** What the gateway said of itself, the plan and the feeds; of the last connection while there is none. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** When anything last came from a gateway, by our clock. `heads` come every second or two, so silence means a dead line. */
  get lastHeard(): number | undefined {
    return this.#lastHeard;
  }

  /** The gateways' time in epoch milliseconds, as far as it is known here. */
  get now(): number {
    return Date.now() + this.#clock.offset;
  }

  /** Milliseconds of the quickest round trip on this connection. */
  get roundTrip(): number | undefined {
    return this.#clock.roundTrip;
  }

  /** Follows a filter, given as text of the filter language or its JSON form. */
  subscribe(filter: string | Record<string, unknown>, options: SubscribeOptions = {}): Subscription {
    const { columns, snapshot, overflow } = options;
    const { id, commands } = this.#session.add({
      filter,
      ...(columns === undefined ? {} : { columns: [...columns] }),
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(overflow === undefined ? {} : { overflow }),
    });
    const subscription = new Subscription(filter, options, {
      close: () => { this.#end(id); },
      pause: () => { this.#run(this.#session.pause(id)); },
      resume: () => { this.#run(this.#session.retry(id)); },
      page: (request) => this.page(request),
    });
    this.#subscriptions.set(id, subscription);
    // Not before the caller holds the subscription that its events are about.
    queueMicrotask(() => { this.#run(commands); });
    return subscription;
  }

  page(request: RequestOf<'page'>): Promise<AckOf['page']> {
    return this.#request('page', request);
  }

  /** All prints of an order. */
  order(id: string, columns?: readonly string[]): Promise<TableAck> {
    return this.#request('order', columns === undefined ? { id } : { id, columns: [...columns] });
  }

  alerts(request: RequestOf<'alerts'> = {}): Promise<AckOf['alerts']> {
    return this.#request('alerts', request);
  }

  flow(request: RequestOf<'flow'> = {}): Promise<TableAck> {
    return this.#request('flow', request);
  }

  top(request: RequestOf<'top'> = {}): Promise<TableAck> {
    return this.#request('top', request);
  }

  symbols(prefix: string): Promise<AckOf['symbols']> {
    return this.#request('symbols', { prefix });
  }

  time(): Promise<AckOf['time']> {
    return this.#request('time', {});
  }

  /** Recent alerts, then each new one, once each, through reconnects. Returns what ends it. */
  watchAlerts(onAlerts: (alerts: readonly Alert[]) => void): () => void {
    const watch = new AlertWatch(onAlerts, (request) => this.alerts(request), (ask, isWanted) => this.#persistently(ask, isWanted));
    return this.#watch(this.#alertWatches, watch);
  }

  /** The flow of the last minutes, then its changes; the whole again after a reconnect. Returns what ends it. */
  watchFlow(request: RequestOf<'flow'>, onFlow: (flow: FlowEvent) => void): () => void {
    const watch = new FlowWatch(onFlow, () => this.flow(request), (ask, isWanted) => this.#persistently(ask, isWanted));
    return this.#watch(this.#flowWatches, watch);
  }

  /** Ends all subscriptions and the connection. */
  close(): void {
    for (const id of [...this.#subscriptions.keys()]) this.#end(id);
    this.#connection.close();
  }

  #up(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#run(this.#session.connected());
    for (const watch of [...this.#alertWatches, ...this.#flowWatches]) void watch.load();
    this.#clock.reset();
    void this.#measureClock();
  }

  #end(id: number): void {
    this.#run(this.#session.remove(id));
    this.#subscriptions.delete(id);
  }

  #run(commands: readonly Command[]): void {
    for (const command of commands) {
      switch (command.do) {
        case 'subscribe': void this.#ask(command); break;
        case 'unsubscribe': void this.#connection.request('unsubscribe', { key: command.key }).catch(() => undefined); break;
        case 'tell': this.#subscriptions.get(command.subscription)?.receive(command.event, this.#session.get(command.subscription)?.cursor); break;
        case 'retryLater': setTimeout(() => { this.#run(this.#session.retry(command.subscription)); }, this.#retryDelay(command.error.retryAfter)); break;
      }
    }
  }

  async #ask({ ask, payload }: Extract<Command, { do: 'subscribe' }>): Promise<void> {
    try {
      this.#run(this.#session.acknowledged(ask, await this.#connection.request('subscribe', payload)));
    } catch (failure) {
      this.#run(this.#session.refused(ask, wireErrorOf(failure)));
    }
  }

  #request<N extends RequestName>(name: N, payload: RequestOf<N>): Promise<AckOf[N]> {
    return this.#connection.request(name, payload);
  }

  #retryDelay(retryAfter = DEFAULT_RETRY_MS): number {
    return retryAfter + (this.#options.random ?? Math.random)() * DEFAULT_RETRY_MS;
  }

  #watch<W extends { ended: boolean; load(): Promise<void> }>(all: Set<W>, watch: W): () => void {
    all.add(watch);
    if (this.#connection.isUp) void watch.load();
    return () => {
      watch.ended = true;
      all.delete(watch);
    };
  }

  /** Asks until there is an answer, as long as the gateway advises to try again and it is still wanted. */
  async #persistently<T>(ask: () => Promise<T>, isWanted: () => boolean): Promise<T | undefined> {
    const socket = this.#welcome;
    while (this.#connection.isUp && this.#welcome === socket && isWanted()) {
      try {
        return await ask();
      } catch (failure) {
        const error = wireErrorOf(failure);
        if (adviceOf(error.code) === 'never') return undefined;
        await new Promise((resolve) => setTimeout(resolve, this.#retryDelay(error.retryAfter)));
      }
    }
    return undefined;
  }

  async #measureClock(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      const asked = Date.now();
      const answer = await this.time().catch(() => undefined);
      if (answer === undefined) return;
      this.#clock.measure(asked, answer.now, Date.now());
    }
  }
}

/** Connects to Tapewire. The client is usable at once: what is asked for before there is a connection waits for it. */
export const connect = (options: ConnectOptions): TapewireClient => new TapewireClient(options);
