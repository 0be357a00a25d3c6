/** CRC-64 as Redis computes it over dumps: the polynomial of Jones, reflected, from 0. */
const POLYNOMIAL = 0x95ac9329ac4bc9b5n;
const LOW = new Uint32Array(256);
const HIGH = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1n) === 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
  LOW[byte] = Number(crc & 0xffff_ffffn);
  HIGH[byte] = Number(crc >> 32n);
}

/** Writes the CRC-64 of the first `length` bytes behind them, low byte first; two 32-bit halves, since BigInt is 30 times slower. */
export function appendCrc64(bytes: Buffer, length: number): void {
  let low = 0;
  let high = 0;
  for (let i = 0; i < length; i += 1) {
    const at = (low ^ (bytes[i] ?? 0)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (LOW[at] ?? 0);
    high = (high >>> 8) ^ (HIGH[at] ?? 0);
  }
  bytes.writeInt32LE(low | 0, length);
  bytes.writeInt32LE(high | 0, length + 4);
}
