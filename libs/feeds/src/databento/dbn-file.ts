import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { unreadable } from '../replay/feed-files.ts';
import { shiftNanos, shiftSymbol } from '../replay/shift.ts';
import { databentoText } from './databento-codec.ts';
import { DbnDecoder } from './dbn-decoder.ts';
import type { DbnRecord } from './dbn-records.ts';

/** Endings of the files that Databento sells. */
export const DBN_ENDINGS = ['.dbn', '.dbn.zst'] as const;

/** A trade or quote of a file. */
export interface DbnFileRecord {
  /** Which of the file's trades and quotes it is, from 1. */
  readonly number: number;
  readonly kind: 'trade' | 'quote';
  /** As `databentoCodec` reads it. */
  readonly value: string;
}

/**
 * The trades and quotes of a file (schemas trades, tcbbo, cmbp-1), in its order and in batches, moved by whole days.
 * Throws FEED_UNREADABLE for what is no DBN, ends in the middle of a record, or names one instrument for two symbols.
 */
export async function* readDbnFile(path: string, shift: number): AsyncGenerator<readonly DbnFileRecord[]> {
  const decoder = new DbnDecoder();
  let number = 0;
  try {
    for await (const bytes of bytesOf(path)) {
      const records = decoder.push(bytes);
      const symbols = decoder.metadata?.symbols ?? new Map<number, string>();
      const batch = records.flatMap((record) => {
        const found = readRecord(record, symbols, shift);
        return found === undefined ? [] : [{ ...found, number: ++number }];
      });
      if (batch.length > 0) yield batch;
    }
  } catch (error) {
    if (error instanceof RangeError) throw unreadable(path, 'a DBN file', error.message, error);
    throw error;
  }
  if (decoder.metadata === undefined || decoder.rest > 0) throw unreadable(path, 'whole DBN records to its end', `cut off in the middle of one`);
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1_048_576 });
  // Errors come out of the loop that reads.
  const bytes = path.endsWith('.zst') ? pipeline(file, createZstdDecompress(), () => undefined) : file;
  for await (const chunk of bytes) yield chunk as Buffer;
}

function readRecord(record: DbnRecord, symbols: ReadonlyMap<number, string>, shift: number): Omit<DbnFileRecord, 'number'> | undefined {
  if (record.type !== 'trade') return undefined;
  const symbol = symbols.get(record.instrument);
  const moved = shift === 0 ? record : { ...record, tsEvent: shiftNanos(record.tsEvent, shift), tsRecv: shiftNanos(record.tsRecv, shift) };
  const named = symbol === undefined ? `instrument ${record.instrument}` : shift === 0 ? symbol : shiftSymbol(symbol, shift);
  return { kind: record.action === 'T' ? 'trade' : 'quote', value: databentoText(moved, named) };
}
