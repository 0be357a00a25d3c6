import { isObject } from '../fields/json.ts';
import { show } from '../fields/malformed.ts';
import type { Frame, Reaction, Session, VendorProtocol } from '../live/protocol.ts';
import { Reading } from '../live/reading.ts';
import { tradierCodec } from './tradier-codec.ts';

export interface TradierLiveOptions {
  /** OSI symbols: the vendor has no subscription to all. */
  readonly contracts: readonly string[];
  readonly quotes: boolean;
}

const SILENCE_MS = 60_000;

/**
 * Tradier's market stream over WebSocket, behind `tradierTransport`. It says neither that a subscription holds nor which
 * conditions a sale had; its numbers are not known to be those of the line.
 */
export const tradierLive = (options: TradierLiveOptions): VendorProtocol => ({
  source: tradierCodec.source,
  silence: SILENCE_MS,
  info: { name: 'Tradier', source: tradierCodec.source, delay: 0, lacks: ['conditions', 'sequence', 'spot', 'openInterest'] },
  session: () => new TradierSession(options),
});

class TradierSession implements Session {
  readonly #options: TradierLiveOptions;

  constructor(options: TradierLiveOptions) {
    this.#options = options;
  }

  /** The session's id comes as a frame. */
  readonly opened = (): Reaction => ({});

  readonly received = (frame: Frame): Reaction => {
    const reading = new Reading(tradierCodec);
    for (const line of frame.toString().split('\n')) if (line.trim() !== '') this.#line(line, reading);
    return reading;
  };

  #line(line: string, reading: Reading): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      reading.reject('message: expected JSON', line);
      return;
    }
    if (!isObject(message)) reading.reject('message: expected an object', line);
    else if (message['type'] === 'timesale') reading.text('trade', line);
    else if (message['type'] === 'quote') reading.text('quote', line);
    else if (message['type'] === 'session') this.#session(message, reading);
    else if (message['error'] !== undefined) reading.refused = { reason: show(message['error']), isFinal: false };
  }

  #session({ sessionid, refused, isFinal }: Readonly<Record<string, unknown>>, reading: Reading): void {
    if (refused !== undefined) {
      reading.refused = { reason: show(refused), isFinal: isFinal === true };
      return;
    }
    const { contracts, quotes } = this.#options;
    reading.send.push(JSON.stringify({ symbols: contracts, sessionid, filter: quotes ? ['timesale', 'quote'] : ['timesale'], linebreak: true, validOnly: false }));
    reading.ready = true;
  }
}
