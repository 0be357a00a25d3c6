import type { TapeSocket } from './socket-types.ts';

/** setTimeout takes no more than 2^31 - 1 ms. */
const LONGEST_MS = 2_147_483_647;
const WARN_MS = 60_000;

/** Ends connections when their tokens expire, and says so a minute before. */
export class Expiry {
  readonly #timers = new Map<string, NodeJS.Timeout[]>();
  readonly #wallClock: () => number;
  readonly #expired: (socket: TapeSocket) => void;

  constructor(wallClock: () => number, expired: (socket: TapeSocket) => void) {
    this.#wallClock = wallClock;
    this.#expired = expired;
  }

  /** Watches the token a socket has now. */
  watch(socket: TapeSocket): void {
    this.forget(socket);
    const left = socket.data.session.claims.exp * 1000 - this.#wallClock();
    if (left > LONGEST_MS) return;
    this.#timers.set(socket.id, [
      setTimeout(() => {
        socket.emit('notice', { level: 'warning', code: 'tokenExpired', message: 'The token expires within a minute; send `renew`.' });
      }, Math.max(0, left - WARN_MS)),
      setTimeout(() => { this.#expired(socket); }, Math.max(0, left)),
    ]);
  }

  forget(socket: TapeSocket): void {
    for (const timer of this.#timers.get(socket.id) ?? []) clearTimeout(timer);
    this.#timers.delete(socket.id);
  }
}
