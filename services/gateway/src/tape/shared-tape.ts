import type { StreamPart, TapeSource } from './tape-source.ts';

interface Request {
  readonly after: number;
  readonly resolve: (part: StreamPart) => void;
  readonly reject: (error: unknown) => void;
}

/** Rows of one read of the stream. */
export const SHARED_READ_ROWS = 2000;

/**
 * Reads of the stream that many clients share: the clients of a killed pod come back with nearly equal bookmarks, so
 * one read from the lowest of them serves all. At most one read per partition is under way.
 */
export class SharedTape {
  readonly #source: TapeSource;
  readonly #waiting = new Map<number, Request[]>();
  readonly #reading = new Set<number>();
  reads = 0;

  constructor(source: TapeSource) {
    this.#source = source;
  }

  /** Rows of `p` after a position, as many as one read gives; asked for at once by several, they may be fewer. */
  read(p: number, after: number): Promise<StreamPart> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(p) ?? [];
      queue.push({ after, resolve, reject });
      this.#waiting.set(p, queue);
      // On the next turn, so that requests of one turn are served together.
      setImmediate(() => { this.#next(p); });
    });
  }

  #next(p: number): void {
    const queue = this.#waiting.get(p) ?? [];
    const [oldest] = queue;
    if (!oldest || this.#reading.has(p)) return;
    // The lowest bookmark not far below the one that waits longest, so that none waits for ever behind another.
    const near = queue.filter(({ after }) => after <= oldest.after && after >= oldest.after - SHARED_READ_ROWS);
    const after = Math.min(...near.map((request) => request.after));
    this.#reading.add(p);
    this.reads++;
    this.#source.readTape(p, after, SHARED_READ_ROWS).then(
      (part) => { this.#serve(p, after, part, oldest); },
      (error: unknown) => {
        this.#waiting.set(p, []);
        for (const request of queue) request.reject(error);
      },
    ).finally(() => {
      this.#reading.delete(p);
      this.#next(p);
    });
  }

  #serve(p: number, from: number, part: StreamPart, oldest: Request): void {
    const last = part.entries.at(-1)?.off ?? from;
    const later: Request[] = [];
    for (const request of this.#waiting.get(p) ?? []) {
      const served = request === oldest || (request.after >= from && (request.after < last || request.after === from));
      // What was trimmed for the lowest bookmark need not be for a higher one: that one reads for itself.
      if (!served || (part.trimmed && request.after !== from)) later.push(request);
      else request.resolve({ ...part, entries: part.entries.filter(({ off }) => off > request.after) });
    }
    this.#waiting.set(p, later);
  }
}
