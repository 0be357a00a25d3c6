import { TapewireError, type FeedCodec, type FeedEvent } from '@tapewire/contracts';
import type { InRecord } from '@tapewire/kafka';
import type { Applied, PartitionTape } from '@tapewire/market';
import { readRawHeaders } from './raw-record.ts';

const refused = (reason: string): Applied => ({ trades: [], alerts: [], flow: [], reject: reason });

/**
 * One raw record through its codec and the tape. Never throws: whatever is wrong with a record is the reason it is
 * refused, so that one bad record cannot hold up a partition. The answer depends on the log alone.
 */
export function normalize(tape: PartitionTape, codecs: ReadonlyMap<string, FeedCodec>, record: InRecord, useKeys = true): Applied {
  const headers = readRawHeaders(record.headers);
  if (typeof headers === 'string') return refused(headers);
  const { source, kind, recvTs, key } = headers;
  const codec = codecs.get(source);
  if (codec === undefined) return refused(`header source: expected one of ${[...codecs.keys()].join(', ')}, was ${JSON.stringify(source)}`);
  let event: FeedEvent;
  try {
    event = codec.decode(kind, record.value.toString());
  } catch (error) {
    return refused(reasonOf(error));
  }
  const place = { off: record.offset, recvTs, kind };
  try {
    return tape.apply(event, key === undefined || !useKeys ? place : { ...place, key });
  } catch (error) {
    return refused(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TapewireError) return error.message;
  return `internal error: ${error instanceof Error ? error.message : String(error)}`;
}
