import type { KafkaMessage } from './records.ts';

/** What a broker answers to a fetch of one partition. */
export interface FetchAnswer {
  /** Offset after the last record that all replicas have. */
  readonly high: number;
  readonly messages: readonly KafkaMessage[];
}

/** Reads kafkajs' untyped fetch response for one partition. */
export function fetchAnswer(response: unknown, topic: string, partition: number): FetchAnswer {
  for (const answered of items(response, 'responses')) {
    if (!isObject(answered) || answered['topicName'] !== topic) continue;
    for (const data of items(answered, 'partitions')) {
      if (!isObject(data) || data['partition'] !== partition) continue;
      return { high: Number(data['highWatermark']), messages: items(data, 'messages').filter(isMessage) };
    }
  }
  throw new TypeError(`the answer to a fetch named no ${topic}/${partition}`);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function items(from: unknown, name: string): readonly unknown[] {
  const list = isObject(from) ? from[name] : undefined;
  return Array.isArray(list) ? list : [];
}

const isMessage = (value: unknown): value is KafkaMessage =>
  isObject(value) && typeof value['offset'] === 'string' && value['isControlRecord'] !== true;
