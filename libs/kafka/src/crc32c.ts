/** CRC-32C (Castagnoli), as record batches carry it; reflected. */
const POLYNOMIAL = 0x82f63b78;
/** The CRC of a byte and of one to three zeros after it. */
const TABLE = new Int32Array(4 * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte;
  for (let zeros = 0; zeros < 4; zeros += 1) {
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    TABLE[zeros * 256 + byte] = crc;
  }
}

const after = (zeros: number, byte: number): number => TABLE[zeros * 256 + byte] ?? 0;

/** The CRC of `bytes[from, to)`, four bytes at a time: half the time of one by one, which is most of what writing a batch costs. */
export function crc32c(bytes: Buffer, from: number, to: number): number {
  let crc = -1;
  let i = from;
  for (const whole = to - ((to - from) % 4); i < whole; i += 4) {
    const a = (crc ^ (bytes[i] ?? 0)) & 0xff;
    const b = ((crc >>> 8) ^ (bytes[i + 1] ?? 0)) & 0xff;
    const c = ((crc >>> 16) ^ (bytes[i + 2] ?? 0)) & 0xff;
    const d = (crc >>> 24) ^ (bytes[i + 3] ?? 0);
    crc = after(3, a) ^ after(2, b) ^ after(1, c) ^ after(0, d);
  }
  for (; i < to; i += 1) crc = after(0, (crc ^ (bytes[i] ?? 0)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}
