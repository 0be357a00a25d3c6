import { REQUESTS, TapewireError, type RequestName, type WireError } from '@tapewire/contracts';
import { TokenBucket } from '@tapewire/delivery';
import type { Logger, Metrics } from '@tapewire/telemetry';
import type { TapeSocket } from '../socket/socket-types.ts';
import type { Handlers } from './checked.ts';
import { RequestError } from './request-error.ts';
import { Turns } from './turns.ts';

export interface DispatchTools {
  readonly handlers: Handlers;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  /** A socket goes on asking far above its rate. */
  readonly flooding: (socket: TapeSocket) => void;
}

/** Requests that may be answered `rateLimited` at once, and per second, before a socket is closed. */
const FLOOD = 500;
const FLOOD_PER_SECOND = 50;
const UNAVAILABLE_RETRY_MS = 1000;

type Answer = ((answer: object) => void) | undefined;

const isRequest = (event: string): event is RequestName => Object.hasOwn(REQUESTS, event);
const isAck = (value: unknown): value is (answer: object) => void => typeof value === 'function';

/** Takes all events of a socket: checks rate and shape, lets the handler answer, and turns failures into codes. */
export class Dispatch {
  readonly #tools: DispatchTools;
  readonly #turns: Turns<TapeSocket>;

  constructor(tools: DispatchTools) {
    this.#tools = tools;
    this.#turns = new Turns(tools.now);
  }

  /** One listener for everything a client sends, so that nothing is left unanswered. */
  listen(socket: TapeSocket): void {
    const refusals = new TokenBucket(FLOOD_PER_SECOND, FLOOD, this.#tools.now());
    socket.onAny((event: unknown, ...args: unknown[]) => {
      const last = args.at(-1);
      const answer: Answer = isAck(last) ? last : undefined;
      const wait = this.#rateLimit(socket);
      if (wait > 0) {
        if (refusals.take(1, this.#tools.now()) === 0) this.#tools.flooding(socket);
        else this.#fail(String(event), answer, { code: 'rateLimited', message: 'Too many requests.', retryAfter: wait });
        return;
      }
      this.#turns.add(socket, () => {
        if (socket.connected) void this.#take(socket, String(event), args[0], answer);
      });
    });
  }

  #rateLimit(socket: TapeSocket): number {
    const { requests } = socket.data.session;
    const now = this.#tools.now();
    return requests.take(1, now) === 1 ? 0 : Math.max(1, requests.waitFor(1, now));
  }

  async #take(socket: TapeSocket, event: string, payload: unknown, answer: Answer): Promise<void> {
    if (!isRequest(event)) {
      this.#fail('unknown', answer, { code: 'badRequest', message: `There is no request '${event.slice(0, 40)}'.`, at: 'event' });
      return;
    }
    if (!answer) {
      this.#fail(event, answer, { code: 'badRequest', message: 'A request needs an ack.' });
      return;
    }
    const begun = this.#tools.now();
    try {
      const ack = await this.#tools.handlers[event](isAck(payload) ? undefined : payload, socket, socket.data.session);
      answer({ ok: true, ...ack });
      this.#tools.metrics.add('tapewire_gateway_requests_total', 1, { request: event, result: 'ok' });
    } catch (error) {
      this.#fail(event, answer, this.#wireError(event, error));
    }
    this.#tools.metrics.record('tapewire_gateway_request_seconds', (this.#tools.now() - begun) / 1000, { request: event });
  }

  #wireError(event: string, error: unknown): WireError {
    if (error instanceof RequestError) return error.wire;
    if (error instanceof TapewireError && error.code === 'QUERY_TIMEOUT') return { code: 'timeout', message: 'The query took too long.' };
    if (error instanceof TapewireError && error.retry) {
      this.#tools.logger.warn({ err: error, request: event }, 'a request could not be answered now');
      return { code: 'unavailable', message: 'A part behind the gateway does not answer.', retryAfter: UNAVAILABLE_RETRY_MS };
    }
    this.#tools.logger.error({ err: error, request: event }, 'a request failed');
    return { code: 'internal', message: 'Something went wrong here; it has been logged.' };
  }

  #fail(request: string, answer: Answer, error: WireError): void {
    this.#tools.metrics.add('tapewire_gateway_requests_total', 1, { request: isRequest(request) ? request : 'unknown', result: error.code });
    answer?.({ ok: false, error });
  }
}
