import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRecordBatch } from './record-batch.ts';
import type { OutRecord } from './records.ts';

const require = createRequire(import.meta.url);
const Record = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => object;
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as { RecordBatch: (batch: object) => Promise<{ readonly buffer: Buffer }> };

const NOW = 1_795_390_200_123;

async function byKafkajs(records: readonly OutRecord[]): Promise<Buffer> {
  const encoded = records.map((record, offsetDelta) => Record({ ...record, offsetDelta, timestampDelta: 0 }));
  const batch = await RecordBatch({ records: encoded, firstTimestamp: NOW, maxTimestamp: NOW, producerEpoch: 0, lastOffsetDelta: records.length - 1 });
  return batch.buffer;
}

const text = fc.oneof(fc.string({ maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 }));
const record: fc.Arbitrary<OutRecord> = fc.record({
  key: fc.option(text),
  value: fc.option(fc.oneof(text, fc.string({ minLength: 8100, maxLength: 8300 }), fc.uint8Array().map((bytes) => Buffer.from(bytes)))),
  headers: fc.dictionary(fc.string({ minLength: 1, maxLength: 40 }).filter((name) => name !== '__proto__'), text, { maxKeys: 6 }),
});

describe('a record batch', () => {
  it('is byte for byte what kafkajs makes of the same records', async () => {
    await fc.assert(fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 40 }), async (records) => {
      expect(encodeRecordBatch(records, NOW).equals(await byKafkajs(records))).toBe(true);
    }));
  });

  it('may be larger than any before', async () => {
    const records = Array.from({ length: 3 }, () => ({ key: 'NVDA', value: 'x'.repeat(900_000), headers: { v: '1' } }));
    expect(encodeRecordBatch(records, NOW).equals(await byKafkajs(records))).toBe(true);
  });
});
