import { createRequire } from 'node:module';
import { readRecordBatches, type ReadMessage } from './read-record-batch.ts';

interface FetchResponse {
  decode: (bytes: Buffer) => Promise<unknown>;
}

interface Answered {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly never[];
  readonly preferredReadReplica: number;
  readonly messages: readonly ReadMessage[];
}

let taught = false;

/** Teaches kafkajs to read answers with plain record batches the quick way; it reads all others as it did. */
export function teachPlainFetch(): void {
  if (taught) return;
  taught = true;
  const response: unknown = createRequire(import.meta.url)('kafkajs/src/protocol/requests/fetch/v11/response.js');
  if (!isResponse(response)) throw new TypeError('kafkajs has no fetch response to teach, expected version 2.2.4');
  const usual = response.decode;
  response.decode = (bytes) => {
    const plain = readFetch(bytes);
    return plain === undefined ? usual(bytes) : Promise.resolve(plain);
  };
}

/** An answer of version 11, as kafkajs represents it; undefined when it is not plain. */
export function readFetch(bytes: Buffer): object | undefined {
  const reader = new Reader(bytes);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  const sessionId = reader.int32();
  const responses = [];
  for (let topics = reader.int32(); topics > 0; topics -= 1) {
    const topicName = reader.text();
    const partitions: Answered[] = [];
    for (let left = reader.int32(); left > 0; left -= 1) {
      const answered = readPartition(reader);
      if (answered === undefined) return undefined;
      partitions.push(answered);
    }
    responses.push({ topicName, partitions });
  }
  // As kafkajs tells it: the broker has not delayed the answer itself, the client is to wait.
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

function readPartition(reader: Reader): Answered | undefined {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const [highWatermark, lastStableOffset, lastStartOffset] = [reader.int64(), reader.int64(), reader.int64()];
  if (reader.int32() > 0) return undefined;
  const preferredReadReplica = reader.int32();
  const messages = readRecordBatches(reader.take(reader.int32()));
  return messages && { partition, errorCode, highWatermark, lastStableOffset, lastStartOffset, abortedTransactions: [], preferredReadReplica, messages };
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  int64(): string {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8).toString();
  }

  text(): string {
    return this.take(this.int16()).toString();
  }

  take(size: number): Buffer {
    const from = this.#at;
    this.#at += Math.max(0, size);
    return this.#bytes.subarray(from, this.#at);
  }
}

const isResponse = (response: unknown): response is FetchResponse =>
  typeof response === 'object' && response !== null && 'decode' in response && typeof response.decode === 'function';
