import { RECORD_VERSION, type DeadLetter, type OutputRecord } from '@tapewire/contracts';
import type { InRecord, OutRecord } from '@tapewire/kafka';
import type { Applied } from '@tapewire/market';
import { OUTPUTS, type Output, type OutputHeads } from './output-heads.ts';

/** What a batch of raw records gives, by topic, in position order; each record names the position before it. */
export class OutputBatch {
  readonly #p: number;
  readonly #tails: OutputHeads;
  readonly #heads: Record<Output, number>;
  readonly #records: Record<Output, OutRecord[]> = { trades: [], alerts: [], flow: [], dlq: [] };
  #skipped = 0;

  /** `heads`: the last positions before this batch; `tails`: up to where the topics hold their records already. */
  constructor(p: number, heads: OutputHeads, tails: OutputHeads) {
    this.#p = p;
    this.#heads = { ...heads };
    this.#tails = tails;
  }

  /** The last positions after this batch. */
  get heads(): OutputHeads {
    return this.#heads;
  }

  /** Records left out since their topic holds them already. */
  get skipped(): number {
    return this.#skipped;
  }

  add(record: InRecord, { trades, alerts, flow, reject }: Applied): void {
    if (trades.length > 0) this.#rows('trades', record, trades);
    if (alerts.length > 0) this.#rows('alerts', record, alerts);
    if (flow.length > 0) this.#rows('flow', record, flow);
    if (reject !== undefined) this.#refuse(record, reject);
  }

  /** The records to write, with `headers` on the first of each topic. */
  topics(headers: Readonly<Record<string, string>>): { readonly output: Output; readonly records: readonly OutRecord[] }[] {
    const traced = Object.keys(headers).length > 0;
    return OUTPUTS.filter((output) => this.#records[output].length > 0).map((output) => {
      const [first, ...rest] = this.#records[output];
      return { output, records: traced && first !== undefined ? [{ ...first, headers }, ...rest] : this.#records[output] };
    });
  }

  #rows(output: Output, { offset, key }: InRecord, rows: readonly unknown[]): void {
    const value: OutputRecord<unknown> = { v: RECORD_VERSION, p: this.#p, off: offset, prev: this.#heads[output], rows };
    this.#put(output, offset, key, value);
  }

  #refuse({ offset, key, value }: InRecord, reason: string): void {
    const letter: DeadLetter = { v: RECORD_VERSION, pos: { p: this.#p, off: offset }, stage: 'normalizer', reason, value: value.toString() };
    this.#put('dlq', offset, key, letter);
  }

  #put(output: Output, offset: number, key: string | null, value: unknown): void {
    this.#heads[output] = offset;
    if (offset <= this.#tails[output]) this.#skipped += 1;
    else this.#records[output].push({ key, value: JSON.stringify(value) });
  }
}
