import { isObject, type JsonObject } from '../fields/json.ts';
import type { Frame, Reaction, Session, VendorProtocol } from '../live/protocol.ts';
import { Reading } from '../live/reading.ts';
import { thetadataCodec } from './thetadata-codec.ts';

/** The terminal says every second that it is there. */
const SILENCE_MS = 10_000;
const SUBSCRIBE = JSON.stringify({ msg_type: 'STREAM_BULK', sec_type: 'OPTION', req_type: 'TRADE', add: true, id: 0 });
/** The answer that is not a matter of time. */
const NO_PERMISSION = 'INVALID_PERMS';

/**
 * Theta Data's local terminal, which holds the login: docs.thetadata.us/Streaming/US-Options. The bulk stream sends the
 * last quote before each trade. Its numbers are those of the exchanges, not of the line.
 */
export const thetadataLive = (): VendorProtocol => ({
  source: thetadataCodec.source,
  silence: SILENCE_MS,
  hasHeartbeat: true,
  info: { name: 'Theta Data', source: thetadataCodec.source, delay: 0, lacks: ['exchanges', 'sequence', 'spot', 'openInterest'] },
  session: () => new ThetadataSession(),
});

class ThetadataSession implements Session {
  #isSubscribed = false;

  readonly opened = (): Reaction => ({ send: [SUBSCRIBE] });

  readonly received = (frame: Frame): Reaction => {
    const reading = new Reading(thetadataCodec);
    const text = frame.toString();
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      reading.reject('frame: expected JSON', text);
      return reading;
    }
    const header = isObject(message) ? message['header'] : undefined;
    if (isObject(header)) this.#message(header, text, reading);
    else reading.reject('header: expected an object', text);
    return reading;
  };

  #message(header: JsonObject, text: string, reading: Reading): void {
    const { type, status, response } = header;
    if (type === 'TRADE' || type === 'QUOTE') reading.text(type === 'QUOTE' ? 'quote' : 'trade', text);
    else if (type === 'REQ_RESPONSE') {
      if (response === 'SUBSCRIBED') {
        if (!this.#isSubscribed) reading.ready = true;
        this.#isSubscribed = true;
      } else reading.refused = { reason: String(response), isFinal: response === NO_PERMISSION };
    } else if (type === 'STATUS' && this.#isSubscribed && status !== 'CONNECTED') {
      reading.refused = { reason: `the terminal is ${String(status)}`, isFinal: false };
    }
  }
}
