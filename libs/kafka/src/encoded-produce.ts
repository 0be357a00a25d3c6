import { createRequire } from 'node:module';

/** The parts of kafkajs through which a batch goes to a broker. */
interface ProduceParameters {
  readonly acks: number;
  readonly timeout: number;
  readonly topicData: readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number; readonly messages: readonly { readonly value: unknown }[] }[] }[];
}
interface ProduceRequest {
  encode: () => Promise<unknown>;
}
type Versioned = (parameters: ProduceParameters) => { readonly request: ProduceRequest; readonly response: unknown };
interface ProduceApi {
  protocol: (wanted: { readonly version: number }) => Versioned;
}

/** From here on the record batches of a request are of message format 2. */
const FORMAT_2_SINCE = 3;
const require = createRequire(import.meta.url);
const batches = new WeakSet<Buffer>();
let taught = false;

/** Marks bytes as a record batch: the value of a message that stands for all of them. */
export function asRecordBatch(encoded: Buffer): Buffer {
  batches.add(encoded);
  return encoded;
}

/**
 * Teaches kafkajs to send a record batch that is encoded already: a produce call whose only message has a value marked by
 * `asRecordBatch` puts those bytes on the wire as they are. Every other call stays as it was.
 */
export function teachEncodedProduce(): void {
  if (taught) return;
  taught = true;
  const api: unknown = require('kafkajs/src/protocol/requests/produce/index.js');
  const encoder: unknown = require('kafkajs/src/protocol/encoder.js');
  if (!isApi(api) || typeof encoder !== 'function') throw new TypeError('kafkajs has no produce request to teach, expected version 2.2.4');
  const known = api.protocol;
  api.protocol = (wanted) => {
    const make = known(wanted);
    return (parameters) => {
      const made = make(parameters);
      const found = encodedBatch(parameters);
      if (found === undefined) return made;
      if (wanted.version < FORMAT_2_SINCE) throw new TypeError(`Kafka speaks version ${wanted.version} of produce requests, expected ${FORMAT_2_SINCE} or later (Kafka 0.11)`);
      const bytes = encodeRequest(parameters, found);
      const { request, response } = made;
      // kafkajs copies out of an encoder, and looks at nothing else of it.
      const payload: unknown = Object.assign(Object.create(encoder.prototype as object) as object, { buf: bytes, offset: bytes.length });
      return { request: { ...request, encode: () => Promise.resolve(payload) }, response };
    };
  };
}

interface Found {
  readonly topic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

function encodedBatch({ topicData }: ProduceParameters): Found | undefined {
  const [data] = topicData;
  const [part] = data?.partitions ?? [];
  const value = part?.messages[0]?.value;
  if (data === undefined || part === undefined || !Buffer.isBuffer(value) || !batches.has(value)) return undefined;
  if (topicData.length === 1 && data.partitions.length === 1 && part.messages.length === 1) return { topic: data.topic, partition: part.partition, batch: value };
  throw new TypeError('an encoded record batch must be the only one of its produce call');
}

/** No transaction, acks, timeout, one topic with one partition. */
function encodeRequest({ acks, timeout }: ProduceParameters, { topic, partition, batch }: Found): Buffer {
  const name = Buffer.from(topic);
  const head = Buffer.alloc(2 + 2 + 4 + 4 + 2 + name.length + 4 + 4 + 4);
  let at = head.writeInt16BE(-1, 0);
  at = head.writeInt16BE(acks, at);
  at = head.writeInt32BE(timeout, at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt16BE(name.length, at);
  at += name.copy(head, at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt32BE(partition, at);
  head.writeInt32BE(batch.length, at);
  return Buffer.concat([head, batch]);
}

const isApi = (api: unknown): api is ProduceApi => typeof api === 'object' && api !== null && 'protocol' in api && typeof api.protocol === 'function';
