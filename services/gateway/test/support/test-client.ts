import { type Ack, type AckOf, ANSWER_SHAPES, EVENT_SHAPES, NAMESPACE, type RequestName, type Row, type ServerEvents, type Welcome, type WireError, wireErrorShape } from '@tapewire/contracts';
import { devToken, eventually } from '@tapewire/testkit';
import { io, type Socket } from 'socket.io-client';
import type { TestGateway } from './test-gateway.ts';

type Payload<N extends keyof ServerEvents> = Parameters<ServerEvents[N]>[0];

export interface ClientOptions {
  readonly user?: string;
  readonly plan?: string;
  /** The whole `auth` object instead of a valid token. */
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a refused handshake said. */
export class Refused extends Error {
  readonly data: WireError | undefined;

  constructor(message: string, data: WireError | undefined) {
    super(message);
    this.data = data;
  }
}

/** A plain socket.io client that writes down what it hears. */
export class TestClient {
  readonly socket: Socket;
  readonly trades: Payload<'trades'>[] = [];
  readonly heads: string[] = [];
  readonly lagged: string[] = [];
  readonly notices: Payload<'notice'>[] = [];
  readonly alerts: Payload<'alert'>[] = [];
  readonly flows: Payload<'flow'>[] = [];
  /** Names of all events in the order they came. */
  readonly events: string[] = [];
  welcome: Welcome | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((name: keyof ServerEvents, payload: unknown) => {
      this.events.push(name);
      EVENT_SHAPES[name].parse(payload);
    });
    socket.on('welcome', (welcome: Welcome) => { this.welcome = welcome; });
    socket.on('trades', (payload: Payload<'trades'>) => this.trades.push(payload));
    socket.on('heads', ({ bookmark }: Payload<'heads'>) => this.heads.push(bookmark));
    socket.on('lagged', ({ key }: Payload<'lagged'>) => this.lagged.push(key));
    socket.on('alert', (alert: Payload<'alert'>) => this.alerts.push(alert));
    socket.on('flow', (payload: Payload<'flow'>) => this.flows.push(payload));
    socket.on('notice', (notice: Payload<'notice'>) => this.notices.push(notice));
  }

  /** Connects and waits for `welcome`; throws `Refused`. */
  static async on(gateway: Pick<TestGateway, 'url'>, { user = 'ann', plan = 'realtime', auth, headers }: ClientOptions = {}): Promise<TestClient> {
    const socket = io(`${gateway.url}${NAMESPACE}`, {
      transports: ['websocket'], forceNew: true, reconnection: false,
      auth: auth ?? { token: await devToken({ user, plan }) },
      ...(headers === undefined ? {} : { extraHeaders: headers }),
    });
    const client = new TestClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('welcome', () => { resolve(); });
      socket.once('connect_error', (error: Error & { data?: WireError }) => {
        socket.close();
        reject(new Refused(error.message, error.data));
      });
    });
    return client;
  }

  /** A request's ack, whatever it says; its shape must be the documented one. */
  async ask<N extends RequestName>(name: N, payload: unknown): Promise<Ack<N>> {
    const ack = (await this.socket.timeout(15_000).emitWithAck(name, payload)) as Ack<N>;
    const { ok, ...answer } = ack;
    if (ok) ANSWER_SHAPES[name].parse(answer);
    else wireErrorShape.parse(ack.error);
    return ack;
  }

  /** A request's ack, which must be ok. */
  async request<N extends RequestName>(name: N, payload: unknown): Promise<AckOf[N]> {
    const ack = await this.ask(name, payload);
    if (!ack.ok) throw new Error(`${name}: ${JSON.stringify(ack.error)}`);
    return ack;
  }

  /** The error a request is answered with. */
  async refusal(name: RequestName, payload: unknown): Promise<WireError> {
    const ack = await this.ask(name, payload);
    if (ack.ok) throw new Error(`${name} was answered: ${JSON.stringify(ack).slice(0, 200)}`);
    return ack.error;
  }

  /** Live rows of a key so far. */
  rows(key: string): Row[] {
    return this.trades.filter((event) => event.key === key).flatMap(({ rows }) => rows);
  }

  /** Waits until `count` live rows of a key are there. */
  async hasRows(key: string, count: number): Promise<Row[]> {
    await eventually(() => { if (this.rows(key).length < count) throw new Error(`${this.rows(key).length} of ${count} rows`); });
    return this.rows(key);
  }

  close(): void {
    this.socket.close();
  }
}
