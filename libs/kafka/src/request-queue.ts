import { createRequire } from 'node:module';

/** The part of kafkajs' request queue that is replaced. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests: () => void;
  scheduleCheckPendingRequests: () => void;
}

const CHECK_INTERVAL_MS = 10;
const require = createRequire(import.meta.url);
let fixed = false;

/**
 * kafkajs 2.2.4 arms a timer with a negative delay after every response, even when nothing waits: Node 24 warns of
 * it (TimeoutNegativeWarning) and each connection wakes up every millisecond for ever (tulios/kafkajs#1751). This
 * arms the timer only while requests wait, which is all it is for.
 */
export function fixRequestQueue(): void {
  if (fixed) return;
  fixed = true;
  const queue: unknown = require('kafkajs/src/network/requestQueue/index.js');
  if (typeof queue !== 'function' || !isRequestQueue(queue.prototype)) throw new TypeError('kafkajs has no request queue to fix, expected version 2.2.4');
  queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const throttled = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, throttled > 0 ? throttled : CHECK_INTERVAL_MS);
  };
}

const isRequestQueue = (prototype: unknown): prototype is RequestQueue =>
  typeof prototype === 'object' && prototype !== null && 'scheduleCheckPendingRequests' in prototype && 'checkPendingRequests' in prototype;
