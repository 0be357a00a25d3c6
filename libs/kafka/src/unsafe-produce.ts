import type { Message, Producer } from 'kafkajs';
import { ALL_REPLICAS, toMessages, type ProduceCall, type Written } from './produce-call.ts';
import type { OutRecord } from './records.ts';

/** Rules of producing that the fault suite can switch off, to show that it would notice. They always hold in production. */
export type ProduceSafeguards = (name: 'one-partition-per-produce' | 'one-call-in-flight') => boolean;

const MERGE_MS = 2;

/** How kafkajs would be used without care: calls of some milliseconds become one request over many partitions, success is believed. */
export function mergedCall(producer: Producer): ProduceCall {
  let pending = new Map<string, Message[]>();
  let sent: Promise<unknown> | undefined;
  return async (topic, partition, records): Promise<Written> => {
    const messages = pending.get(topic) ?? [];
    messages.push(...toMessages(partition, records));
    pending.set(topic, messages);
    sent ??= new Promise((resolve, reject) => {
      setTimeout(() => {
        const topicMessages = [...pending].map(([name, own]) => ({ topic: name, messages: own }));
        pending = new Map();
        sent = undefined;
        producer.sendBatch({ acks: ALL_REPLICAS, topicMessages }).then(resolve, reject);
      }, MERGE_MS);
    });
    await sent;
    return { baseOffset: 0 };
  };
}

const PIECE = 5;

/** Many requests of one partition in flight at once. */
export async function atOnce(parts: readonly (readonly OutRecord[])[], call: (part: readonly OutRecord[]) => Promise<Written>): Promise<Written> {
  const records = parts.flat();
  const pieces = Array.from({ length: Math.ceil(records.length / PIECE) }, (_, i) => records.slice(i * PIECE, (i + 1) * PIECE));
  const [first] = await Promise.all(pieces.map(call));
  return first ?? { baseOffset: -1 };
}
