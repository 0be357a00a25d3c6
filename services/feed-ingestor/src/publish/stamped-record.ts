import { RECORD_VERSION } from '@tapewire/contracts';
import type { SourceRecord } from '@tapewire/feeds';
import type { OutRecord } from '@tapewire/kafka';

/** A record of a source with the time at which the ingestor had it. */
export interface StampedRecord extends SourceRecord {
  /** Epoch milliseconds. */
  readonly recvTs: number;
}

type Headed = Pick<StampedRecord, 'underlying' | 'source' | 'kind' | 'key' | 'recvTs' | 'value'>;

/** The record as it stands in `tapewire.raw`. */
export const toOutRecord = ({ underlying, source, kind, key, recvTs, value }: Headed): OutRecord => ({
  key: underlying,
  value,
  headers: { source, kind, ...(key === undefined ? {} : { key }), recvTs: String(recvTs), v: String(RECORD_VERSION) },
});
