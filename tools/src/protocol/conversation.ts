import { ANSWER_SHAPES, EVENT_SHAPES, NAMESPACE, type RequestName, type RequestOf, type ServerEvents, wireErrorShape } from '@tapewire/contracts';
import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { without } from './shapes.ts';

type EventName = keyof ServerEvents;
type Refusal = z.output<typeof wireErrorShape>;
type Trades = z.output<typeof EVENT_SHAPES.trades>;
type Welcome = z.output<typeof EVENT_SHAPES.welcome>;

/** What a gateway did that the protocol does not allow. */
export class ProtocolViolation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolViolation';
  }
}

const ANSWER_MS = 20_000;
const CONNECT_MS = 10_000;

/** One connection to the gateway under test. Everything it hears is held to the documented shapes. */
export class Conversation {
  readonly socket: Socket;
  readonly violations: string[] = [];
  readonly names: string[] = [];
  readonly #heard = new Map<string, unknown[]>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((name: string, payload: unknown) => {
      this.names.push(name);
      this.#heard.set(name, [...(this.#heard.get(name) ?? []), payload]);
      const shape = isEvent(name) ? EVENT_SHAPES[name].safeParse(payload) : undefined;
      if (!shape) this.violations.push(`event '${name}' is not in the protocol`);
      else if (!shape.success) this.violations.push(`event '${name}': ${shape.error.issues[0]?.path.join('.') ?? ''} ${shape.error.issues[0]?.message ?? ''}`);
    });
  }

  /** Connects; resolves to the connection, or to what the refusal said. */
  static async open(url: string, auth: Readonly<Record<string, unknown>>): Promise<Conversation | Refusal> {
    const socket = io(new URL(NAMESPACE, url).href, { transports: ['websocket'], forceNew: true, reconnection: false, timeout: CONNECT_MS, auth });
    const conversation = new Conversation(socket);
    const refused = await new Promise<Error | undefined>((resolve) => {
      socket.once('welcome', () => { resolve(undefined); });
      socket.once('connect_error', resolve);
    });
    if (!refused) return conversation;
    socket.close();
    const said = wireErrorShape.safeParse('data' in refused ? refused.data : undefined);
    if (!said.success) throw new ProtocolViolation(`a refused handshake must say { code, message }, said: ${refused.message}`);
    return said.data;
  }

  get trades(): readonly Trades[] {
    return this.#payloads('trades', EVENT_SHAPES.trades);
  }

  get heads(): readonly { readonly bookmark: string }[] {
    return this.#payloads('heads', EVENT_SHAPES.heads);
  }

  get welcome(): Welcome | undefined {
    return this.#payloads('welcome', EVENT_SHAPES.welcome)[0];
  }

  /** Live rows of a key so far. */
  rows(key: string): Trades['rows'] {
    return this.trades.filter((event) => event.key === key).flatMap((event) => event.rows);
  }

  // Requests that have to be answered with ok, in the documented shape.
  subscribe = (payload: RequestOf<'subscribe'>) => this.#answer('subscribe', payload, ANSWER_SHAPES.subscribe);
  unsubscribe = (payload: RequestOf<'unsubscribe'>) => this.#answer('unsubscribe', payload, ANSWER_SHAPES.unsubscribe);
  page = (payload: RequestOf<'page'>) => this.#answer('page', payload, ANSWER_SHAPES.page);
  order = (payload: RequestOf<'order'>) => this.#answer('order', payload, ANSWER_SHAPES.order);
  symbols = (payload: RequestOf<'symbols'>) => this.#answer('symbols', payload, ANSWER_SHAPES.symbols);
  time = () => this.#answer('time', {}, ANSWER_SHAPES.time);

  /** A request that has to be refused. */
  async refused(name: string, payload: unknown): Promise<Refusal> {
    const answer = await this.raw(name, payload);
    if (answer.ok) throw new ProtocolViolation(`${name} should have been refused: ${JSON.stringify(payload)}`);
    return answer.error;
  }

  /** Any request and what it was answered, which must be an ack of the protocol. */
  async raw(name: string, payload: unknown): Promise<{ ok: true } | { ok: false; error: Refusal }> {
    const answer: unknown = await this.socket.timeout(ANSWER_MS).emitWithAck(name, payload).catch(() => {
      throw new ProtocolViolation(`${name} was not answered`);
    });
    if (typeof answer !== 'object' || answer === null || !('ok' in answer)) throw new ProtocolViolation(`the answer to ${name} has no \`ok\``);
    if (answer.ok === true) return { ...answer, ok: true };
    const error = wireErrorShape.safeParse('error' in answer ? answer.error : undefined);
    if (!error.success) throw new ProtocolViolation(`the error of ${name} must be { code, message, … }, was ${JSON.stringify(answer).slice(0, 200)}`);
    return { ok: false, error: error.data };
  }

  close(): void {
    this.socket.close();
  }

  async #answer<T>(name: RequestName, payload: unknown, shape: z.ZodType<T>): Promise<T> {
    const answer = await this.raw(name, payload);
    if (!answer.ok) throw new ProtocolViolation(`${name} was refused: ${JSON.stringify(answer.error)}`);
    const parsed = shape.safeParse(without(answer, 'ok'));
    if (parsed.success) return parsed.data;
    throw new ProtocolViolation(`answer to ${name}: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`);
  }

  #payloads<T>(name: EventName, shape: z.ZodType<T>): T[] {
    return (this.#heard.get(name) ?? []).flatMap((payload) => {
      const parsed = shape.safeParse(payload);
      return parsed.success ? [parsed.data] : [];
    });
  }
}

const isEvent = (name: string): name is EventName => Object.hasOwn(EVENT_SHAPES, name);
