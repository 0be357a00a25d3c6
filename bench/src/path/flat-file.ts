import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { between, pick, random } from '../faults/random.ts';

const TICKERS = Array.from({ length: 60 }, (_, i) => `T${String.fromCharCode(65 + (i % 26))}${String.fromCharCode(65 + Math.floor(i / 26))}`);
const DAY_START_NS = 1_402_061_400_000_000_000n;

/** Writes an option-trade flat file of `rows` trades in 60 underlyings, in time order, the same for the same seed. */
export async function writeFlatFile(path: string, rows: number, seed: number): Promise<void> {
  const next = random(seed);
  const file = createWriteStream(path);
  file.write('ticker,conditions,correction,exchange,price,sip_timestamp,size\n');
  for (let i = 0; i < rows; i += 1) {
    const strike = String(between(next, 40, 160) * 1000).padStart(8, '0');
    const symbol = `O:${pick(next, TICKERS)}140620${pick(next, ['C', 'P'])}${strike}`;
    const price = (between(next, 5, 900) / 100).toFixed(2);
    const ts = DAY_START_NS + BigInt(i) * 1_000_000n;
    const line = `${symbol},209,0,${between(next, 302, 316)},${price},${ts},${between(next, 1, 50)}\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}
