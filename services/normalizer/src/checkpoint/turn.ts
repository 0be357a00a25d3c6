/** Lets one piece of work run at a time: taking the states of all partitions at once would take their memory at once. */
export class Turn {
  #busy = false;

  /** Whether the turn is free; if so it is taken until `done`. */
  take(): boolean {
    if (this.#busy) return false;
    this.#busy = true;
    return true;
  }

  done(): void {
    this.#busy = false;
  }
}
