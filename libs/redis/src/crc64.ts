/** CRC-64 as Redis computes it over dumps: the polynomial of Jones, reflected, from 0. */
const POLYNOMIAL = 0x95ac9329ac4bc9b5n;
/** The CRC of a byte and of one to three zeros after it, in halves of 32 bits: BigInt is 30 times slower. */
const LOW = new Int32Array(4 * 256);
const HIGH = new Int32Array(4 * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let crc = BigInt(byte);
  for (let zeros = 0; zeros < 4; zeros += 1) {
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1n) === 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
    LOW[zeros * 256 + byte] = Number(BigInt.asIntN(32, crc));
    HIGH[zeros * 256 + byte] = Number(BigInt.asIntN(32, crc >> 32n));
  }
}

const low = (zeros: number, byte: number): number => LOW[zeros * 256 + byte] ?? 0;
const high = (zeros: number, byte: number): number => HIGH[zeros * 256 + byte] ?? 0;

/** Writes the CRC-64 of the first `length` bytes behind them, low byte first. */
export function appendCrc64(bytes: Buffer, length: number): void {
  let below = 0;
  let above = 0;
  let i = 0;
  // Four bytes at a time: the lower half goes out as a whole.
  for (const whole = length - (length % 4); i < whole; i += 4) {
    const a = (below ^ (bytes[i] ?? 0)) & 0xff;
    const b = ((below >>> 8) ^ (bytes[i + 1] ?? 0)) & 0xff;
    const c = ((below >>> 16) ^ (bytes[i + 2] ?? 0)) & 0xff;
    const d = (below >>> 24) ^ (bytes[i + 3] ?? 0);
    below = above ^ low(3, a) ^ low(2, b) ^ low(1, c) ^ low(0, d);
    above = high(3, a) ^ high(2, b) ^ high(1, c) ^ high(0, d);
  }
  for (; i < length; i += 1) {
    const a = (below ^ (bytes[i] ?? 0)) & 0xff;
    below = ((below >>> 8) | (above << 24)) ^ low(0, a);
    above = (above >>> 8) ^ high(0, a);
  }
  bytes.writeInt32LE(below, length);
  bytes.writeInt32LE(above, length + 4);
}
