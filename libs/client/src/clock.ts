/** The gateway's clock as seen from here: the offset of the quickest answer is the best. */
export class ClockOffset {
  #offset = 0;
  #roundTrip = Number.POSITIVE_INFINITY;

  /** Takes a measurement: our times of asking and answer, and the gateway's time between them; all in milliseconds. */
  measure(asked: number, gatewayNow: number, answered: number): void {
    const roundTrip = answered - asked;
    if (roundTrip > this.#roundTrip) return;
    this.#roundTrip = roundTrip;
    this.#offset = gatewayNow - (asked + answered) / 2;
  }

  /** Measurements of a lost connection count no more. */
  reset(): void {
    this.#roundTrip = Number.POSITIVE_INFINITY;
  }

  /** Milliseconds to add to our clock to have the gateway's. */
  get offset(): number {
    return this.#offset;
  }

  get roundTrip(): number | undefined {
    return Number.isFinite(this.#roundTrip) ? this.#roundTrip : undefined;
  }
}
