interface Mark {
  readonly off: number;
  readonly recvTs: number;
  /** Entries noted up to and with this one. */
  readonly total: number;
}

const MARK_EVERY_MS = 1000;

/**
 * Tells below which position a stream may be trimmed: it keeps at least `keep` entries, and everything younger than
 * `window` milliseconds, so that a delayed client finds its rows. What was written before this process began counts
 * as old once it has written `keep` entries itself.
 */
export class TrimMarks {
  readonly #keep: number;
  readonly #window: number;
  readonly #marks: Mark[] = [];
  #total = 0;

  constructor(keep: number, window: number) {
    this.#keep = keep;
    this.#window = window;
  }

  /** `entries` more, of which the last has this position and time of receipt. */
  note(entries: number, off: number, recvTs: number): void {
    this.#total += entries;
    const last = this.#marks.at(-1);
    if (last === undefined || recvTs - last.recvTs >= MARK_EVERY_MS || this.#total - last.total >= this.#keep / 100) {
      this.#marks.push({ off, recvTs, total: this.#total });
    }
  }

  /** The first position to keep; undefined when nothing new may go. `now` in epoch milliseconds. */
  trimBelow(now: number): number | undefined {
    let below: number | undefined;
    for (let mark = this.#marks[0]; mark !== undefined && this.#isOld(mark, now); mark = this.#marks[0]) {
      below = mark.off + 1;
      this.#marks.shift();
    }
    return below;
  }

  #isOld(mark: Mark, now: number): boolean {
    return this.#total - mark.total >= this.#keep && now - mark.recvTs >= this.#window;
  }
}
