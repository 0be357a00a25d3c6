import { type Row, type SubscribeAck, tradeId } from '@tapewire/contracts';
import type { RequestOf } from '@tapewire/contracts';

/** What a gateway puts on the socket, in the order in which the client reads it. */
export type Sent =
  | { readonly what: 'ack'; readonly ask: number; readonly ack: SubscribeAck }
  | { readonly what: 'trades'; readonly key: string; readonly rows: readonly Row[] }
  | { readonly what: 'lagged'; readonly key: string }
  | { readonly what: 'heads'; readonly bookmark: string };

interface Search {
  readonly ask: number;
  readonly key: string;
  readonly ack: SubscribeAck;
}

const CHUNK = 3;

/**
 * A gateway reduced to the protocol's rules: partitions that grow, filters that match by a row's number, answers that
 * are computed when the request is read but sent later, live rows that overtake them.
 */
export class ModelGateway {
  readonly partitions: number;
  /** Per partition: the offsets of its rows so far. Positions are sparse, as in the real log. */
  readonly log: number[][];
  epoch = 1;
  readonly #joined = new Set<string>();
  readonly #lagging = new Set<string>();
  readonly #pending = new Map<string, Row[]>();
  readonly #searches: Search[] = [];
  readonly #sent: Sent[] = [];

  constructor(partitions: number) {
    this.partitions = partitions;
    this.log = Array.from({ length: partitions }, () => []);
  }

  static matches(key: string, off: number): boolean {
    return off % Number(key) === 0;
  }

  matching(key: string, p: number): number[] {
    return (this.log[p] ?? []).filter((off) => ModelGateway.matches(key, off));
  }

  print(p: number, gap: number): void {
    const log = this.log[p]!;
    const off = (log.at(-1) ?? -1) + 1 + gap;
    log.push(off);
    for (const key of this.#joined) {
      if (!ModelGateway.matches(key, off) || this.#lagging.has(key)) continue;
      this.#pending.set(key, [...(this.#pending.get(key) ?? []), [tradeId(p, off)]]);
    }
  }

  /** Ends what batches are being collected. */
  flush(): void {
    for (const [key, rows] of this.#pending) this.#sent.push({ what: 'trades', key, rows });
    this.#pending.clear();
  }

  subscribe(ask: number, payload: RequestOf<'subscribe'>): void {
    const key = typeof payload.filter === 'string' ? payload.filter : '';
    this.flush();
    const after = payload.after === undefined ? undefined : this.#read(payload.after);
    const heads = this.#heads();
    const fresh = after?.epoch !== this.epoch;
    const missed = fresh ? [] : heads.flatMap((head, p) =>
      this.matching(key, p).filter((off) => off > (after.heads[p] ?? -1) && off <= head).map((off) => ({ p, off })));
    const chunk = missed.slice(0, CHUNK);
    const more = missed.length > CHUNK;
    const rows: Row[] = fresh ? this.#snapshot(key, payload.snapshot ?? 100) : chunk.map(({ p, off }) => [tradeId(p, off)]);
    const reached = more ? this.#advance(after?.heads ?? [], chunk) : heads;
    if (!more) {
      this.#joined.add(key);
      this.#lagging.delete(key);
    }
    const bookmark = JSON.stringify({ epoch: this.epoch, heads: reached });
    this.#searches.push({ ask, key, ack: { key, filter: key, columns: ['id'], rows, bookmark, resumed: !fresh, more } });
  }

  unsubscribe(key: string): void {
    this.#joined.delete(key);
    this.#pending.delete(key);
  }

  /** Answers one of the open requests: searches take their time, so not always the oldest. */
  answer(which: number): void {
    const [search] = this.#searches.splice(which % Math.max(1, this.#searches.length), 1);
    if (search !== undefined) this.#sent.push({ what: 'ack', ask: search.ask, ack: search.ack });
  }

  /** The outgoing buffer is full: what was collected is dropped. */
  lag(): void {
    for (const key of this.#joined) {
      if (this.#lagging.has(key)) continue;
      this.#lagging.add(key);
      this.#pending.delete(key);
      this.#sent.push({ what: 'lagged', key });
    }
  }

  heads(): void {
    if (this.#lagging.size > 0) return;
    this.flush();
    this.#sent.push({ what: 'heads', bookmark: JSON.stringify({ epoch: this.epoch, heads: this.#heads() }) });
  }

  next(): Sent | undefined {
    return this.#sent.shift();
  }

  /** The socket is gone, with all that was on its way. */
  drop(): void {
    this.#joined.clear();
    this.#lagging.clear();
    this.#pending.clear();
    this.#searches.length = 0;
    this.#sent.length = 0;
  }

  get idle(): boolean {
    return this.#searches.length === 0 && this.#sent.length === 0 && this.#pending.size === 0;
  }

  #heads(): number[] {
    return this.log.map((log) => log.at(-1) ?? -1);
  }

  #read(bookmark: string): { epoch: number; heads: number[] } {
    return JSON.parse(bookmark) as { epoch: number; heads: number[] };
  }

  #advance(heads: readonly number[], chunk: readonly { p: number; off: number }[]): number[] {
    const reached = Array.from({ length: this.partitions }, (_, p) => heads[p] ?? -1);
    for (const { p, off } of chunk) reached[p] = off;
    return reached;
  }

  #snapshot(key: string, limit: number): Row[] {
    const rows = this.log.flatMap((_, p) => this.matching(key, p).map((off) => ({ p, off })));
    rows.sort((a, b) => b.off - a.off || b.p - a.p);
    return rows.slice(0, limit).map(({ p, off }) => [tradeId(p, off)]);
  }
}
