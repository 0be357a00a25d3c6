import { type Ack, type AckOf, NAMESPACE, PROTOCOL, type RequestName, type RequestOf, type ServerEvents, type Welcome, type WireError } from '@tapewire/contracts';
import { io, type Socket } from 'socket.io-client';
import { adviceOf } from '../advice.ts';
import { RequestError, wireErrorOf } from '../errors.ts';
import type { ConnectionEvents } from './connection-events.ts';
import { DEFAULT_DELAYS, nextAttempt, type ReconnectDelays } from './reconnect-policy.ts';
import { knownCode, refusal } from './refusal.ts';
import { renewalDelay, tokenExpiry, type TokenSource } from './token.ts';

export interface ConnectionSettings {
  readonly urls: readonly string[];
  readonly token: TokenSource;
  /** Path of socket.io at the gateways. */
  readonly path?: string;
  readonly delays?: ReconnectDelays;
  readonly connectTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  readonly random?: () => number;
}

/** One socket to one gateway at a time; finds another when it is lost. */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #events: ConnectionEvents;
  readonly #random: () => number;
  #socket: Socket<ServerEvents> | undefined;
  #url = 0;
  #failures = 0;
  #isUp = false;
  #wasConnected = false;
  #closed = false;
  /** What the gateway last said before it went: the reason of the disconnect that follows. */
  #parting: WireError | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: ConnectionSettings, events: ConnectionEvents) {
    if (settings.urls.length === 0) throw new Error('`urls` must name at least one gateway, was empty.');
    this.#settings = settings;
    this.#events = events;
    this.#random = settings.random ?? Math.random;
    this.#url = Math.floor(this.#random() * settings.urls.length);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  start(): void {
    void this.#attempt();
  }

  /** Sends a request and waits for its ack; fails at once without a connection. */
  request<N extends RequestName>(name: N, payload: RequestOf<N>): Promise<AckOf[N]> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      if (socket === undefined || !this.#isUp) {
        reject(new RequestError({ code: 'unavailable', message: 'There is no connection to a gateway now.' }));
        return;
      }
      const answered = (failure: Error | null, answer: Ack<N>): void => {
        if (failure !== null) reject(new RequestError({ code: 'timeout', message: `No answer to ${name}: ${failure.message}.` }));
        else if (answer.ok) resolve(answer);
        else reject(new RequestError(answer.error));
      };
      const untyped: Socket = socket;
      untyped.timeout(this.#settings.requestTimeoutMs ?? 15_000).emit(name, payload, answered);
    });
  }

  close(error?: WireError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    this.#events.status(error === undefined ? { state: 'closed' } : { state: 'closed', error });
  }

  async #attempt(): Promise<void> {
    const url = this.#settings.urls[this.#url % this.#settings.urls.length] ?? '';
    this.#events.status({ state: 'connecting', url });
    let token: string;
    try {
      token = await this.#token();
    } catch (failure) {
      this.#lost(wireErrorOf(failure));
      return;
    }
    if (this.#closed) return;
    this.#parting = undefined;
    const timeout = this.#settings.connectTimeoutMs ?? 8000;
    const socket: Socket<ServerEvents> = io(new URL(NAMESPACE, url).href, {
      path: this.#settings.path ?? '/socket.io',
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout,
      auth: { token },
    });
    this.#socket = socket;
    const mine = (): boolean => this.#socket === socket;
    // A gateway that accepts the socket but never says welcome is as good as none.
    this.#retry = setTimeout(() => { if (mine()) this.#lost({ code: 'timeout', message: `${url} did not say welcome in ${timeout} ms.` }); }, timeout + 2000);
    socket.onAny(() => { if (mine()) this.#events.heard(); });
    socket.on('connect_error', (failure) => { if (mine()) this.#lost(refusal(failure)); });
    socket.on('disconnect', () => { if (mine()) this.#lost(this.#parting); });
    socket.on('welcome', (welcome) => { if (mine()) this.#welcomed(welcome, url, token); });
    socket.on('notice', (notice) => {
      if (!mine()) return;
      const code = knownCode(notice.code);
      if (notice.level === 'error' && code !== undefined) this.#parting = { code, message: notice.message };
      else if (code === 'tokenExpired') void this.#renew();
      this.#events.notice(notice);
    });
    socket.on('trades', (payload) => { if (mine()) this.#events.trades(payload); });
    socket.on('heads', (payload) => { if (mine()) this.#events.heads(payload); });
    socket.on('lagged', (payload) => { if (mine()) this.#events.lagged(payload); });
    socket.on('alert', (payload) => { if (mine()) this.#events.alert(payload); });
    socket.on('flow', (payload) => { if (mine()) this.#events.flow(payload); });
  }

  #welcomed(welcome: Welcome, url: string, token: string): void {
    clearTimeout(this.#retry);
    if (welcome.protocol !== PROTOCOL) {
      this.close({ code: 'badRequest', message: `${url} speaks protocol ${welcome.protocol}, this client ${PROTOCOL}.` });
      return;
    }
    this.#failures = 0;
    this.#isUp = true;
    this.#wasConnected = true;
    this.#scheduleRenewal(token);
    this.#events.status({ state: 'connected', url, welcome });
    this.#events.up(welcome);
  }

  #lost(error: WireError | undefined): void {
    this.#leave();
    if (this.#closed) return;
    const next = nextAttempt(
      { failures: this.#failures, error, wasConnected: this.#wasConnected, canRefreshToken: typeof this.#settings.token === 'function' },
      this.#random(),
      this.#settings.delays ?? DEFAULT_DELAYS,
    );
    if (next === 'stop') {
      this.close(error);
      return;
    }
    this.#failures += 1;
    if (next.moveOn) this.#url += 1;
    this.#events.status({ state: 'waiting', retryInMs: next.delayMs, ...(error === undefined ? {} : { error }) });
    this.#retry = setTimeout(() => void this.#attempt(), next.delayMs);
  }

  #leave(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#renewal);
    const socket = this.#socket;
    this.#socket = undefined;
    if (this.#isUp) {
      this.#isUp = false;
      this.#events.down();
    }
    socket?.disconnect();
  }

  #scheduleRenewal(token: string): void {
    const expiry = tokenExpiry(token);
    if (expiry === undefined || typeof this.#settings.token !== 'function') return;
    this.#renewal = setTimeout(() => void this.#renew(), renewalDelay(expiry, Date.now()));
  }

  async #renew(): Promise<void> {
    clearTimeout(this.#renewal);
    if (typeof this.#settings.token !== 'function') return;
    try {
      const token = await this.#token();
      await this.request('renew', { token });
      this.#scheduleRenewal(token);
    } catch (failure) {
      // The gateway ends the socket when the old token expires; until then it is worth trying again.
      if (!this.#closed && this.#isUp && adviceOf(wireErrorOf(failure).code) !== 'never') this.#renewal = setTimeout(() => void this.#renew(), 5000);
    }
  }

  async #token(): Promise<string> {
    return typeof this.#settings.token === 'string' ? this.#settings.token : await this.#settings.token();
  }
}

