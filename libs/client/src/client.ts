import type { AckOf, Alert, RequestName, RequestOf, TableAck, Welcome } from '@tapewire/contracts';
import { AlertFeed } from './alert-feed.ts';
import { ClockOffset } from './clock.ts';
import { wireErrorOf } from './errors.ts';
import type { Command } from './session/commands.ts';
import { TapeSession } from './session/tape-session.ts';
import { Connection, type ConnectionSettings } from './socket/connection.ts';
import type { ConnectionEvents, ConnectionStatus } from './socket/connection-events.ts';
import { Subscription, type SubscribeOptions } from './subscription.ts';

type Notice = Parameters<ConnectionEvents['notice']>[0];
type FlowRows = Parameters<ConnectionEvents['flow']>[0];

export interface ConnectOptions extends Omit<ConnectionSettings, 'urls'> {
  /** One gateway or several; any of them serves any client. */
  readonly urls: string | readonly string[];
  readonly onStatus?: (status: ConnectionStatus) => void;
  readonly onNotice?: (notice: Notice) => void;
}

/** A flow table: `whole` replaces what was held, else rows replace their minutes. */
export type FlowEvent = FlowRows & { readonly whole: boolean };

const DEFAULT_RETRY_MS = 500;
const ALERTS_ON_CONNECT = 200;

/** A client of Tapewire. It connects by itself, stays connected, and resumes what it was doing. */
export class TapewireClient {
  readonly #session = new TapeSession();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #connection: Connection;
  readonly #options: ConnectOptions;
  readonly #clock = new ClockOffset();
  readonly #alertWatchers = new Set<{ feed: AlertFeed; onAlerts: (alerts: readonly Alert[]) => void }>();
  readonly #flowWatchers = new Set<{ request: RequestOf<'flow'>; onFlow: (flow: FlowEvent) => void }>();
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
      alert: (alert) => { for (const watcher of this.#alertWatchers) this.#showAlerts(watcher, [alert]); },
      flow: (flow) => { for (const watcher of this.#flowWatchers) watcher.onFlow({ ...flow, whole: false }); },
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
    const watcher = { feed: new AlertFeed(), onAlerts };
    this.#alertWatchers.add(watcher);
    if (this.#connection.isUp) void this.#loadAlerts(watcher);
    return () => this.#alertWatchers.delete(watcher);
  }

  /** The flow of the last minutes, then its changes; the whole again after a reconnect. Returns what ends it. */
  watchFlow(request: RequestOf<'flow'>, onFlow: (flow: FlowEvent) => void): () => void {
    const watcher = { request, onFlow };
    this.#flowWatchers.add(watcher);
    if (this.#connection.isUp) void this.#loadFlow(watcher);
    return () => this.#flowWatchers.delete(watcher);
  }

  /** Ends all subscriptions and the connection. */
  close(): void {
    for (const id of [...this.#subscriptions.keys()]) this.#end(id);
    this.#connection.close();
  }

  #up(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#run(this.#session.connected());
    for (const watcher of this.#alertWatchers) void this.#loadAlerts(watcher);
    for (const watcher of this.#flowWatchers) void this.#loadFlow(watcher);
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

  async #loadAlerts(watcher: { feed: AlertFeed; onAlerts: (alerts: readonly Alert[]) => void }): Promise<void> {
    const answer = await this.alerts({ limit: ALERTS_ON_CONNECT }).catch(() => undefined);
    if (answer !== undefined) this.#showAlerts(watcher, answer.alerts);
  }

  #showAlerts({ feed, onAlerts }: { feed: AlertFeed; onAlerts: (alerts: readonly Alert[]) => void }, alerts: readonly Alert[]): void {
    const fresh = feed.takeNew(alerts);
    if (fresh.length > 0) onAlerts(fresh);
  }

  async #loadFlow(watcher: { request: RequestOf<'flow'>; onFlow: (flow: FlowEvent) => void }): Promise<void> {
    const answer = await this.flow(watcher.request).catch(() => undefined);
    if (answer !== undefined && this.#flowWatchers.has(watcher)) watcher.onFlow({ columns: answer.columns, rows: answer.rows, whole: true });
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
