import { columnIndex, type Row, tradeId, TRADE_COLUMNS } from '@tapewire/contracts';
import { rankOfTrade } from './workload.ts';

const COLUMNS = TRADE_COLUMNS.map(({ name }) => name);

/** A drawn row whose identity and time are set each time it is sent; the rest of its JSON text is made once. */
export class RowText {
  readonly #cells: string[];
  readonly #id: number;
  readonly #recvTs: number;
  readonly #rank: number;

  constructor(row: Row, columns: readonly string[] = COLUMNS) {
    this.#cells = columns.map((name) => JSON.stringify(row[columnIndex(name) ?? -1] ?? null));
    this.#id = columns.indexOf('id');
    this.#recvTs = columns.indexOf('recvTs');
    this.#rank = columns.indexOf('rank');
  }

  /** The nth trade of the feed, received at `recvTs`. */
  at(n: number, recvTs: number): string {
    this.#cells[this.#id] = `"${tradeId(0, n)}"`;
    this.#cells[this.#recvTs] = recvTs.toFixed(3);
    this.#cells[this.#rank] = String(rankOfTrade(n));
    return `[${this.#cells.join(',')}]`;
  }
}
