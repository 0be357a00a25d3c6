import type { IHeaders } from 'kafkajs';

/** A record to be written. A `null` value is a tombstone. */
export interface OutRecord {
  readonly key: string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record as it stands in a log. */
export interface LogRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

/** A record handed to a stage; the topics that stages read hold no tombstones. */
export interface InRecord extends LogRecord {
  readonly value: Buffer;
}

/** A record as kafkajs gives it. */
export interface KafkaMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders | undefined;
  readonly timestamp: string;
}

export const toLogRecord = (message: KafkaMessage): LogRecord => ({
  offset: Number(message.offset),
  key: message.key === null ? null : message.key.toString(),
  value: message.value,
  headers: readHeaders(message.headers),
  timestamp: Number(message.timestamp),
});

const EMPTY = Buffer.alloc(0);

export const toInRecord = (message: KafkaMessage): InRecord => {
  const record = toLogRecord(message);
  return { ...record, value: record.value ?? EMPTY };
};

function readHeaders(headers: IHeaders | undefined): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) read[name] = typeof first === 'string' ? first : first.toString();
  }
  return read;
}
