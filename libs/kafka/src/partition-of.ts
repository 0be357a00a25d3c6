const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** murmur2 as Kafka's own clients hash keys (`org.apache.kafka.common.utils.Utils.murmur2`). */
function murmur2(data: Uint8Array): number {
  const { length } = data;
  const byte = (i: number): number => data[i] ?? 0;
  let h = SEED ^ length;
  const blocks = length >>> 2;
  for (let i = 0; i < blocks; i++) {
    const at = i * 4;
    let k = byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24);
    k = Math.imul(k, M);
    k ^= k >>> R;
    k = Math.imul(k, M);
    h = Math.imul(h, M) ^ k;
  }
  const tail = blocks * 4;
  const rest = length - tail;
  if (rest >= 3) h ^= byte(tail + 2) << 16;
  if (rest >= 2) h ^= byte(tail + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ byte(tail), M);
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return h ^ (h >>> 15);
}

const encoder = new TextEncoder();

/** The partition of an underlying: that of Kafka's default partitioner for the same key. */
export const partitionOf = (underlying: string, partitions: number): number =>
  (murmur2(encoder.encode(underlying)) & 0x7fffffff) % partitions;
