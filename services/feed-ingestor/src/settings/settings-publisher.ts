import type { Names } from '@tapewire/contracts';
import { CONTROL_SOURCE, encodeControl, EVERY_UNDERLYING } from '@tapewire/feeds';
import type { LogReader, PartitionProducer } from '@tapewire/kafka';
import { toOutRecord } from '../publish/stamped-record.ts';
import { PublicationLog } from './publication-log.ts';
import type { Settings } from './settings-file.ts';

export interface SettingsPublisherOptions {
  readonly names: Names;
  readonly partitions: number;
  readonly reader: LogReader;
  readonly producer: PartitionProducer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Puts settings on the raw log as `config` records, one in every partition, once for each change. */
export class SettingsPublisher {
  readonly #options: SettingsPublisherOptions;
  readonly #log: PublicationLog;

  constructor(options: SettingsPublisherOptions) {
    this.#options = options;
    this.#log = new PublicationLog(options.reader, options.producer, options.names, 'config');
  }

  /**
   * Publishes settings where they are not the last ones already, and resolves with their version and the partitions that
   * had to be written. A process that died half-way is repeated under the same version, which the tape takes once.
   */
  async publish({ hash, config }: Settings): Promise<{ readonly version: number; readonly written: number }> {
    const last = await this.#log.last();
    const version = last?.hash === hash ? last.version : await this.#log.begin(hash);
    const before = last?.version === version ? last.at : [];
    const value = encodeControl({ kind: 'config', version, config });
    let written = 0;
    const at = await Promise.all(Array.from({ length: this.#options.partitions }, async (_, p) => {
      const offset = before[p] ?? null;
      if (offset !== null && (await this.#holds(p, offset))) return offset;
      written += 1;
      return this.#write(p, value);
    }));
    if (written > 0) await this.#log.done({ version, hash, at });
    return { version, written };
  }

  /** Whether the raw log still has a `config` record there: it may have been too long ago. */
  async #holds(p: number, offset: number): Promise<boolean> {
    const { reader, names } = this.#options;
    return (await reader.readOne(names.topics.raw, p, offset))?.headers['kind'] === 'config';
  }

  async #write(p: number, value: string): Promise<number> {
    const { producer, names, now } = this.#options;
    const record = toOutRecord({ underlying: EVERY_UNDERLYING, source: CONTROL_SOURCE, kind: 'config', recvTs: now(), value });
    return (await producer.send(names.topics.raw, p, [record])).baseOffset;
  }
}
