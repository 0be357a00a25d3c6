import { TapewireError } from '@tapewire/contracts';

/**
 * A piece of a partition's state in a checkpoint. Pieces whose content did not change have equal bytes, and large ones are
 * then the same object again, so that their bytes need not even be made. Read `bytes` before the next record is applied.
 */
export interface StateChunk {
  readonly key: string;
  readonly bytes: string;
}

/** A chunk whose bytes are made when they are read. */
export const lazyChunk = (key: string, make: () => string): StateChunk => ({
  key,
  get bytes(): string {
    return make();
  },
});

/** The bytes of typed numbers as base64. */
export const packNumbers = (numbers: Float64Array | Uint32Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');

function unpack(key: string, text: string, width: number): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % width !== 0) {
    throw new TapewireError('STATE_CORRUPT', `chunk ${key}: expected a multiple of ${width} bytes, was ${bytes.length}`, { key });
  }
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

export const unpackDoubles = (key: string, text: string): Float64Array => new Float64Array(unpack(key, text, 8));
export const unpackWords = (key: string, text: string): Uint32Array => new Uint32Array(unpack(key, text, 4));

/** The part of a chunk key after its section: `quotes/12` → 12. */
export function chunkNumber(key: string): number {
  const n = Number(key.slice(key.lastIndexOf('/') + 1));
  if (!Number.isInteger(n) || n < 0) throw new TapewireError('STATE_CORRUPT', `chunk key ${key} has no number`, { key });
  return n;
}
