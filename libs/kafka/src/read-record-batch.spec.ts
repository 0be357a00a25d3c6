import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRecordBatch } from './record-batch.ts';
import { readFetch } from './plain-fetch.ts';
import { readRecordBatches } from './read-record-batch.ts';
import { toLogRecord, type KafkaMessage, type OutRecord } from './records.ts';

const require = createRequire(import.meta.url);
const { decode } = require('kafkajs/src/protocol/requests/fetch/v11/response.js') as { decode: (bytes: Buffer) => Promise<{ responses: { topicName: string; partitions: { messages: KafkaMessage[] }[] }[] }> };

const NOW = 1_795_390_200_123;
const text = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }));
const record: fc.Arbitrary<OutRecord> = fc.record({
  key: fc.option(text),
  value: fc.option(text),
  headers: fc.dictionary(fc.constantFrom('source', 'kind', 'key', 'recvTs', 'v'), fc.oneof(fc.constant('same'), text), { maxKeys: 5 }),
});
const batches = fc.array(fc.array(record, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 });

/** An answer of version 11 for one partition with these record batches, cut off after `size` bytes of them. */
function answerOf(all: readonly (readonly OutRecord[])[], cut: number): Buffer {
  let offset = 1000;
  const encoded = Buffer.concat(all.map((records) => {
    const bytes = encodeRecordBatch(records, NOW + offset);
    bytes.writeBigInt64BE(BigInt(offset));
    offset += records.length;
    return bytes;
  }));
  const body = encoded.subarray(0, encoded.length - cut);
  const head = Buffer.alloc(4 + 2 + 4 + 4 + 2 + 5 + 4 + 4 + 2 + 24 + 4 + 4 + 4);
  let at = head.writeInt32BE(0, 0);
  at = head.writeInt16BE(0, at);
  at = head.writeInt32BE(7, at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt16BE(5, at);
  at += head.write('topic', at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt32BE(3, at);
  at = head.writeInt16BE(0, at);
  for (const value of [5000n, 4999n, 12n]) at = head.writeBigInt64BE(value, at);
  at = head.writeInt32BE(0, at);
  at = head.writeInt32BE(-1, at);
  head.writeInt32BE(body.length, at);
  return Buffer.concat([head, body]);
}

const recordsOf = (response: unknown): unknown =>
  (response as Awaited<ReturnType<typeof decode>>).responses.map(({ topicName, partitions }) => [topicName, partitions.map(({ messages, ...rest }) => [rest, messages.map(toLogRecord)])]);

describe('an answer to a fetch', () => {
  it('reads as kafkajs reads it, also when its last batch is cut off', async () => {
    await fc.assert(fc.asyncProperty(batches, fc.nat({ max: 40 }), async (all, cut) => {
      const bytes = answerOf(all, cut);
      const plain = readFetch(bytes);
      const usual = await decode(bytes);
      expect(recordsOf(plain)).toEqual(recordsOf(usual));
      expect({ ...plain, responses: 0 }).toEqual({ ...usual, responses: 0 });
    }));
  });

  it('is left to kafkajs when a batch is compressed, transactional or of control records', () => {
    for (const attributes of [1, 4, 0x10, 0x20]) {
      const bytes = encodeRecordBatch([{ key: null, value: 'x' }], NOW);
      bytes.writeInt16BE(attributes, 21);
      expect(readRecordBatches(bytes)).toBeUndefined();
    }
  });
});
