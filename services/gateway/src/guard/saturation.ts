import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from '@tapewire/telemetry';

/** What a pod may carry; each part of its saturation is measured against one of these. */
export interface Capacity {
  readonly sockets: number;
  /** Milliseconds, 90th percentile of a second: one long pause does not make a pod full. */
  readonly loopDelay: number;
  readonly bytesPerSecond: number;
  readonly bufferedBytes: number;
}

/** Asked for when it is needed: bytes are summed over all sockets. */
export interface Load {
  readonly sockets: number;
  /** Since the pod began. */
  readonly bytesOut: number;
  readonly bufferedBytes: number;
}

const EVERY_MS = 1000;
const BUSY = 0.8;
/** Weight of the newest measurement, so that one slow second does not turn clients away. */
const SMOOTHING = 0.3;

/** How full this pod is: 0 to 1, the highest of its parts. Above 0.8 new clients are sent elsewhere. */
export class Saturation {
  readonly #capacity: Capacity;
  readonly #load: Load;
  readonly #loop = monitorEventLoopDelay({ resolution: 10 });
  readonly #timer: NodeJS.Timeout;
  #parts: Readonly<Record<string, number>> = { sockets: 0, loop: 0, bytes: 0, buffered: 0 };
  readonly #metrics: Metrics;
  #bytesOut = 0;

  constructor(capacity: Capacity, load: Load, metrics: Metrics) {
    this.#capacity = capacity;
    this.#load = load;
    this.#metrics = metrics;
    this.#loop.enable();
    this.#timer = setInterval(() => { this.#measure(); }, EVERY_MS);
    metrics.observe('tapewire_gateway_saturation', () => [
      { value: this.value, labels: { part: 'all' } },
      ...Object.entries(this.#parts).map(([part, value]) => ({ value, labels: { part } })),
    ]);
  }

  get value(): number {
    return Math.max(...Object.values(this.#parts));
  }

  get busy(): boolean {
    return this.value > BUSY || this.#load.sockets >= this.#capacity.sockets;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#loop.disable();
  }

  #measure(): void {
    const { sockets, bytesOut, bufferedBytes } = this.#load;
    const delay = this.#loop.percentile(90) / 1e6;
    this.#loop.reset();
    const sent = Math.max(0, bytesOut - this.#bytesOut);
    const now = {
      sockets: sockets / this.#capacity.sockets,
      loop: delay / this.#capacity.loopDelay,
      bytes: sent / (EVERY_MS / 1000) / this.#capacity.bytesPerSecond,
      buffered: bufferedBytes / this.#capacity.bufferedBytes,
    };
    this.#bytesOut = bytesOut;
    this.#metrics.add('tapewire_gateway_bytes_out_total', sent);
    this.#parts = Object.fromEntries(Object.entries(now).map(([part, value]) => {
      const before = this.#parts[part] ?? 0;
      const smooth = part === 'sockets' ? value : before + (Math.min(1, value) - before) * SMOOTHING;
      return [part, Math.min(1, smooth)];
    }));
  }
}
