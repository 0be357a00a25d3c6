import { type DeadLetter, RECORD_VERSION } from '@tapewire/contracts';
import type { Reject } from '@tapewire/feeds';
import { partitionOf, type OutRecord } from '@tapewire/kafka';

export interface DeadLettersOptions {
  readonly partitions: number;
  /** Writes until it is acknowledged. */
  readonly write: (partition: number, records: readonly OutRecord[]) => Promise<void>;
}

const BATCH_LETTERS = 500;

/** What a source could not read, on its way to `tapewire.dlq`: in batches, acknowledged by the end of `flush`. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  #batch: Reject[] = [];

  constructor(options: DeadLettersOptions) {
    this.#options = options;
  }

  async add(reject: Reject): Promise<void> {
    this.#batch.push(reject);
    if (this.#batch.length >= BATCH_LETTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    for (const file of new Set(batch.map((reject) => reject.file))) {
      const letters = batch.filter((reject) => reject.file === file).map(toOutRecord);
      await this.#options.write(partitionOf(file, this.#options.partitions), letters);
    }
  }
}

function toOutRecord({ file, line, reason, value }: Reject): OutRecord {
  const letter: DeadLetter = { v: RECORD_VERSION, stage: 'feed-ingestor', reason, file, line, value };
  return { key: file, value: JSON.stringify(letter), headers: { v: String(RECORD_VERSION) } };
}
