import type { Connection, Transport } from '../live/transport.ts';

const OPENING_MS = 10_000;
const TOO_MANY_REQUESTS = 429;

/** Addresses and access of the vendor. */
export interface TradierAccess {
  /** Where a session is asked for, such as `https://api.tradier.com`. */
  readonly api: string;
  readonly token: string;
}

/**
 * Tradier's stream wants a session, which is asked for by HTTP and holds for five minutes, before each connection. Its
 * answer comes as the connection's first frame: `{"type":"session","sessionid":…}`, or with `refused` and `isFinal`.
 */
export const tradierTransport = ({ api, token }: TradierAccess, stream: Transport): Transport => (events) => {
  const stopping = new AbortController();
  let connection: Connection | undefined;
  const open = async (): Promise<void> => {
    const answer = await fetch(`${api}/v1/markets/events/session`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(OPENING_MS)]),
    });
    const text = await answer.text();
    if (!answer.ok) {
      const isFinal = answer.status < 500 && answer.status !== TOO_MANY_REQUESTS;
      events.onFrame(JSON.stringify({ type: 'session', refused: `${answer.status} ${text.slice(0, 200)}`.trimEnd(), isFinal }));
      return;
    }
    const session = sessionIdOf(text);
    if (session === undefined) throw new TypeError('the answer names no session');
    connection = stream({
      ...events,
      onOpen: () => {
        events.onOpen();
        events.onFrame(JSON.stringify({ type: 'session', sessionid: session }));
      },
    });
  };
  open().catch((error: unknown) => { if (!stopping.signal.aborted) events.onClose(error instanceof Error ? error.message : String(error)); });
  return {
    send: (frame) => { connection?.send(frame); },
    close: () => {
      stopping.abort();
      connection?.close();
    },
  };
};

function sessionIdOf(text: string): string | undefined {
  const answer = JSON.parse(text) as { stream?: { sessionid?: unknown } } | null;
  const id = answer?.stream?.sessionid;
  return typeof id === 'string' ? id : undefined;
}
