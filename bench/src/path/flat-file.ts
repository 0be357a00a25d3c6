import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { between, pick, random } from '../faults/random.ts';
import { tradesOf, type Stretch } from './timeline.ts';

/** The underlyings of the files, equally busy. */
export const TICKERS = Array.from({ length: 60 }, (_, i) => `T${String.fromCharCode(65 + (i % 26))}${String.fromCharCode(65 + Math.floor(i / 26))}`);
/** Contracts of a print: 1 to this many. */
export const SIZE_MAX = 49;
const DAY_START_NS = 1_402_061_400_000_000_000n;
/** Epoch milliseconds of a file's first trade. */
export const FILE_START_MS = Number(DAY_START_NS / 1_000_000n);

/** Writes an option-trade flat file with the trades of the stretches one after another, the same for the same seed. */
export async function writeFlatFile(path: string, stretches: readonly Stretch[], seed: number): Promise<void> {
  const next = random(seed);
  const file = createWriteStream(path);
  file.write('ticker,conditions,correction,exchange,price,sip_timestamp,size\n');
  let startNs = DAY_START_NS;
  for (const { rate, seconds } of stretches) {
    for (let i = 0; i < tradesOf({ rate, seconds }); i += 1) {
      const strike = String(between(next, 40, 160) * 1000).padStart(8, '0');
      const symbol = `O:${pick(next, TICKERS)}140620${pick(next, ['C', 'P'])}${strike}`;
      const price = (between(next, 5, 900) / 100).toFixed(2);
      const ts = startNs + BigInt(Math.floor((i * 1e9) / rate));
      const line = `${symbol},209,0,${between(next, 302, 316)},${price},${ts},${between(next, 1, SIZE_MAX)}\n`;
      if (!file.write(line)) await once(file, 'drain');
    }
    startNs += BigInt(seconds) * 1_000_000_000n;
  }
  file.end();
  await finished(file);
}
