import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { TapewireError } from '@tapewire/contracts';
import { type ReferenceLine, readReferenceLine } from './reference-line.ts';

const FAULTS_TOLD = 10;

/** A line and its number in the file, from 1. */
export interface NumberedLine extends ReferenceLine {
  readonly n: number;
}

/** The lines of a reference file (one JSON object each) in order; empty ones are passed over. */
export async function* referenceLines(file: string): AsyncGenerator<NumberedLine> {
  for await (const { n, text } of textLines(file)) yield { ...readReferenceLine(text), n };
}

/** Reads a whole file without keeping it: its hash, and how many lines it has. Throws CONFIG_INVALID with the first faults, by line and field. */
export async function checkReferenceFile(file: string): Promise<{ readonly hash: string; readonly lines: number }> {
  const hash = createHash('sha256');
  const faults: string[] = [];
  let lines = 0;
  for await (const { n, text } of textLines(file)) {
    hash.update(text).update('\n');
    lines += 1;
    try {
      readReferenceLine(text);
    } catch (error) {
      if (!(error instanceof TapewireError)) throw error;
      faults.push(`line ${n}: ${error.message}`);
      if (faults.length >= FAULTS_TOLD) break;
    }
  }
  if (faults.length > 0) throw new TapewireError('CONFIG_INVALID', `${file}: ${faults.join('; ')}`, { faults });
  return { hash: hash.digest('hex'), lines };
}

async function* textLines(file: string): AsyncGenerator<{ readonly n: number; readonly text: string }> {
  let n = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    n += 1;
    const text = line.trim();
    if (text !== '') yield { n, text };
  }
}
