import type { Alert } from '@tapewire/contracts';
import type { Logger, Metrics } from '@tapewire/telemetry';
import pRetry, { AbortError } from 'p-retry';
import pThrottle from 'p-throttle';
import type { Format } from './config.ts';
import { slackMessage } from './message/slack.ts';
import { SIGNATURE_HEADER, signatureOf } from './signature.ts';

export interface HookOptions {
  readonly url: string;
  readonly format: Format;
  readonly secret: string | undefined;
  readonly page: string | undefined;
  readonly perMinute: number;
  readonly timeoutMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const MINUTE_MS = 60_000;
const RETRY = { retries: Number.POSITIVE_INFINITY, factor: 2, minTimeout: 500, maxTimeout: 60_000, randomize: true } as const;
/** What a receiver says of this very message; anything else may pass. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);
const ANSWER_SHOWN = 300;

/** An answer other than success. */
class Unsuccessful extends Error {
  readonly waitMs: number;

  constructor(message: string, waitMs: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** Posts alerts to one address: within the rate, signed, and again until they are taken or too old. */
export class Hook {
  readonly #options: HookOptions;
  readonly #stopping = new AbortController();
  readonly #send: (body: string) => Promise<Response>;
  #problem: string | undefined;

  constructor(options: HookOptions) {
    this.#options = options;
    const { perMinute } = options;
    // Spread over the minute: receivers that count by the second would refuse a burst.
    const throttle = pThrottle({ limit: 1, interval: Math.ceil(MINUTE_MS / perMinute), strict: true });
    this.#send = throttle((body: string) => this.#request(body));
  }

  /** Why posts do not get through at present. */
  get problem(): string | undefined {
    return this.#problem;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Resolves once the receiver has taken the alerts, has refused them for good, or they are not wanted any more. Rejects when aborted. */
  async post(alerts: readonly Alert[], signal: AbortSignal, isWanted: (alert: Alert) => boolean): Promise<void> {
    let wanted = alerts;
    const attempt = async (): Promise<void> => {
      wanted = this.#stillWanted(wanted, isWanted);
      if (wanted.length > 0) await this.#attempt(wanted);
    };
    try {
      await pRetry(attempt, {
        ...RETRY,
        signal: AbortSignal.any([signal, this.#stopping.signal]),
        onFailedAttempt: async ({ error }) => {
          this.#problem = `the receiver does not take alerts: ${error.message}`;
          this.#options.metrics.add('tapewire_webhook_posts_total', 1, { result: 'failed' });
          this.#options.logger.warn({ reason: error.message, alerts: wanted.length }, 'a post failed, trying again');
          if (error instanceof Unsuccessful && error.waitMs > 0) await this.#pause(error.waitMs, signal);
        },
      });
      this.#problem = undefined;
    } catch (error) {
      if (signal.aborted || this.#stopping.signal.aborted) throw error;
      await this.#refused(wanted, error, signal, isWanted);
    }
  }

  #stillWanted(alerts: readonly Alert[], isWanted: (alert: Alert) => boolean): readonly Alert[] {
    const wanted = alerts.filter(isWanted);
    const old = alerts.length - wanted.length;
    if (old > 0) {
      this.#options.metrics.add('tapewire_webhook_alerts_total', old, { result: 'too old' });
      this.#options.logger.warn({ alerts: old }, 'alerts are too old to be posted and are left out');
    }
    return wanted;
  }

  /** One bad alert must not take others with it: what was refused together is tried one by one. */
  async #refused(alerts: readonly Alert[], error: unknown, signal: AbortSignal, isWanted: (alert: Alert) => boolean): Promise<void> {
    const { metrics, logger } = this.#options;
    if (alerts.length > 1) {
      for (const alert of alerts) await this.post([alert], signal, isWanted);
      return;
    }
    metrics.add('tapewire_webhook_alerts_total', alerts.length, { result: 'refused' });
    logger.error({ err: error, alert: alerts[0]?.id }, 'the receiver refuses an alert; it is left out');
  }

  async #attempt(alerts: readonly Alert[]): Promise<void> {
    const { format, page, metrics } = this.#options;
    const response = await this.#send(JSON.stringify(format === 'slack' ? slackMessage(alerts, page) : { alerts }));
    if (response.ok) {
      // What it says besides is of no interest, and may never end.
      response.body?.cancel().catch(() => undefined);
      metrics.add('tapewire_webhook_posts_total', 1, { result: 'taken' });
      metrics.add('tapewire_webhook_alerts_total', alerts.length, { result: 'taken' });
      return;
    }
    const answer = await beginningOf(response);
    const said = `status ${response.status}${answer === '' ? '' : `: ${answer}`}`;
    if (REFUSALS.has(response.status)) throw new AbortError(said);
    throw new Unsuccessful(said, retryAfter(response.headers.get('retry-after')));
  }

  #request(body: string): Promise<Response> {
    const { url, secret, timeoutMs, now } = this.#options;
    return fetch(url, {
      method: 'POST',
      body,
      // Following a redirect would turn the post into a GET without the alerts.
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'tapewire-webhook',
        ...(secret === undefined ? {} : { [SIGNATURE_HEADER]: signatureOf(body, secret, Math.floor(now() / 1000)) }),
      },
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#stopping.signal]),
    }).catch((error: unknown) => {
      // fetch says "fetch failed" with the reason beneath; p-retry takes its TypeErrors for faults of the program.
      throw new Unsuccessful(reasonOf(error), 0);
    });
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = AbortSignal.any([signal, this.#stopping.signal, AbortSignal.timeout(Math.min(ms, RETRY.maxTimeout))]);
      if (stop.aborted) resolve();
      else stop.addEventListener('abort', () => { resolve(); }, { once: true });
    });
  }
}

/** What an answer begins with; nothing if it is cut short. */
async function beginningOf({ body }: Response): Promise<string> {
  let text = '';
  try {
    for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      if (text.length >= ANSWER_SHOWN) break;
    }
  } catch {
    // The status alone says what matters.
  }
  return text.slice(0, ANSWER_SHOWN);
}

/** `Retry-After` in seconds as milliseconds; 0 without one. */
function retryAfter(header: string | null): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
