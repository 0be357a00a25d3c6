import { TapewireError } from '@tapewire/contracts';
import type { Message, Producer, RecordMetadata } from 'kafkajs';
import { asRecordBatch, teachEncodedProduce } from './encoded-produce.ts';
import { encodeRecordBatch } from './record-batch.ts';
import type { OutRecord } from './records.ts';

/** Where records were written. */
export interface Written {
  readonly baseOffset: number;
}

/** Writes records that fit into one request to one partition. */
export type ProduceCall = (topic: string, partition: number, records: readonly OutRecord[]) => Promise<Written>;

export const ALL_REPLICAS = -1;

export const toMessages = (partition: number, records: readonly OutRecord[]): Message[] =>
  records.map(({ key, value, headers }) => ({ partition, key, value, ...(headers === undefined ? {} : { headers }) }));

/** One request, one partition, acknowledged by all replicas, and an answer that says so. A retry sends the same bytes. */
export function onePartitionCall(producer: Producer): ProduceCall {
  teachEncodedProduce();
  return async (topic, partition, records) => {
    const value = asRecordBatch(encodeRecordBatch(records, Date.now()));
    return verify(await producer.send({ topic, acks: ALL_REPLICAS, messages: [{ partition, value }] }), topic, partition);
  };
}

/** kafkajs can report success for what it never wrote: only an answer that names the partition counts. */
function verify(answer: readonly (RecordMetadata | null)[], topic: string, partition: number): Written {
  const [only] = answer;
  const offset = only?.baseOffset;
  if (answer.length !== 1 || only?.topicName !== topic || only.partition !== partition || only.errorCode !== 0 || offset === undefined) {
    throw new TapewireError('KAFKA_UNAVAILABLE', `Kafka’s answer to a write did not confirm it, expected ${topic}/${partition}, was ${JSON.stringify(answer)}`, {
      topic,
      partition,
    });
  }
  return { baseOffset: Number(offset) };
}
