/** Above this many rows a second the tape is painted in steps: nobody reads single rows then. */
const BUSY_RATE = 60;
const BUSY_PAINT_MS = 100;
const BUSY_ROWS = (BUSY_RATE * BUSY_PAINT_MS) / 1000;

/** Says when it is time to paint: at once while rows are few, in steps while they are many. */
export class PaintPace {
  #came = 0;
  #paintedAt = Number.NEGATIVE_INFINITY;
  #busy = false;

  rowsCame(count: number): void {
    this.#came += count;
  }

  /** Whether to paint at this time, in milliseconds; saying yes counts as having painted. */
  mayPaint(now: number): boolean {
    const since = now - this.#paintedAt;
    if (this.#busy && since < BUSY_PAINT_MS) return false;
    this.#busy = this.#came > Math.max(1, (BUSY_ROWS * Math.min(since, 1000)) / BUSY_PAINT_MS);
    this.#came = 0;
    this.#paintedAt = now;
    return true;
  }
}
