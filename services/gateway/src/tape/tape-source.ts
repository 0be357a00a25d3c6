import type { TapeReader } from '@tapewire/redis';

/** What the gateway reads of the stored tape. */
export type TapeSource = Pick<TapeReader, 'meta' | 'positions' | 'readTape' | 'readStream' | 'readBack' | 'search' | 'searchPositions' | 'order'>;

/** Rows of a stream as it was read. */
export type StreamPart = Awaited<ReturnType<TapeSource['readTape']>>;
export type StreamRow = StreamPart['entries'][number];
export type TapeMeta = NonNullable<Awaited<ReturnType<TapeSource['meta']>>>;
export type StoredState = StreamPart['state'];
