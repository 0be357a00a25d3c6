import type { PageAck, RequestOf, Row } from '@tapewire/contracts';

const PAGE_ROWS = 1000;
const WINDOW_MINUTES = 1;

/** What a replay needs: pages of the tape, and a clock. */
export interface ReplaySource {
  page(request: RequestOf<'page'>): Promise<PageAck>;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const timeOf = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Reads a day forward from a time, a minute's rows at once, oldest first. */
export class DayReader {
  readonly #source: ReplaySource;
  readonly #filter: string;
  readonly #columns: readonly string[];
  readonly #tradeDate: string;
  #minute: number;

  /** `time` is New York time, `10:42`; `tradeDate` an ISO date. */
  constructor(source: ReplaySource, filter: string, columns: readonly string[], tradeDate: string, time: string) {
    this.#source = source;
    this.#filter = filter;
    this.#columns = columns;
    this.#tradeDate = tradeDate;
    this.#minute = minutesOf(time);
  }

  get atEnd(): boolean {
    return this.#minute >= 24 * 60;
  }

  /** The next minute's rows, oldest first. */
  async next(): Promise<Row[]> {
    const from = timeOf(this.#minute);
    this.#minute += WINDOW_MINUTES;
    const window = `tradeDate:${this.#tradeDate} time>=${from}${this.atEnd ? '' : ` time<${timeOf(this.#minute)}`}`;
    const filter = this.#filter === '' ? window : `(${this.#filter}) ${window}`;
    const rows: Row[] = [];
    let before: string | undefined;
    for (;;) {
      const page = await this.#source.page({ filter, columns: [...this.#columns], limit: PAGE_ROWS, ...(before === undefined ? {} : { before }) });
      rows.push(...page.rows);
      if (!page.more || page.cursor === undefined) return rows.reverse();
      before = page.cursor;
    }
  }
}

/** Gives out rows at the pace of their times, or faster. */
export class Player<T extends { readonly ts: number }> {
  readonly #waiting: T[] = [];
  #at: number | undefined;

  /** Rows in order of time. */
  load(rows: readonly T[]): void {
    this.#waiting.push(...[...rows].sort((a, b) => a.ts - b.ts));
    this.#at ??= this.#waiting[0]?.ts;
  }

  /** The time that has been played to, epoch milliseconds. */
  get at(): number | undefined {
    return this.#at;
  }

  get left(): number {
    return this.#waiting.length;
  }

  /** Rows of the next `ms` of the day's own time; a pause without any is skipped. */
  advance(ms: number): T[] {
    const first = this.#waiting[0];
    if (this.#at === undefined || first === undefined) return [];
    const until = Math.max(this.#at + ms, first.ts > this.#at + 60_000 ? first.ts : 0);
    this.#at = until;
    const end = this.#waiting.findIndex((row) => row.ts > until);
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }
}
