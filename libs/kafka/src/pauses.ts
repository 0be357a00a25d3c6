import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 250;
const LONGEST_MS = 5000;

/** Growing pauses between repetitions. */
export class Pauses {
  #next = FIRST_MS;

  /** Milliseconds of the next pause. */
  get next(): number {
    return this.#next;
  }

  async wait(): Promise<void> {
    const pause = this.#next;
    this.#next = Math.min(pause * 2, LONGEST_MS);
    await delay(pause);
  }

  /** Something succeeded: the next pause is short again. */
  reset(): void {
    this.#next = FIRST_MS;
  }
}
