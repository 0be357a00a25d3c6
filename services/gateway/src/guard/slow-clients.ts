import type { Metrics } from '@tapewire/telemetry';
import { bufferedBytes } from '../socket/buffered.ts';
import type { LiveSockets } from '../socket/live-sockets.ts';
import type { Subscriptions } from '../socket/subscriptions.ts';

const EVERY_MS = 100;

/** Takes clients that do not read off the live stream before their buffers grow, and tells them to catch up after. */
export class SlowClients {
  readonly #sockets: LiveSockets;
  readonly #subscriptions: Subscriptions;
  readonly #timer: NodeJS.Timeout;
  #buffered = 0;

  constructor(sockets: LiveSockets, subscriptions: Subscriptions, metrics: Metrics) {
    this.#sockets = sockets;
    this.#subscriptions = subscriptions;
    this.#timer = setInterval(() => { this.sweep(); }, EVERY_MS);
    metrics.observe('tapewire_gateway_buffered_bytes', () => this.#buffered);
  }

  /** Bytes that wait for all clients together. */
  get buffered(): number {
    return this.#buffered;
  }

  sweep(): void {
    let total = 0;
    for (const socket of this.#sockets.all()) {
      const bytes = bufferedBytes(socket);
      total += bytes;
      const { buffer } = socket.data.session;
      const wasLagging = buffer.lagging;
      const state = buffer.observe(bytes);
      if (state === 'drained') this.#subscriptions.release(socket);
      else if (state === 'lagging' && !wasLagging) this.#subscriptions.park(socket);
    }
    this.#buffered = total;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
