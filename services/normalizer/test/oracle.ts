import { CODECS } from '@tapewire/feeds';
import type { InRecord, LogRecord } from '@tapewire/kafka';
import { DEFAULT_TAPE_CONFIG, PartitionTape } from '@tapewire/market';
import { normalize } from '../src/stage/normalize.ts';
import { OutputBatch } from '../src/stage/output-batch.ts';
import { NO_OUTPUT, type Output } from '../src/stage/output-heads.ts';

/** What each output topic of a partition must hold for a raw log: one pass without any interruption. */
export function expectedOutputs(p: number, raw: readonly LogRecord[]): Record<Output, string[]> {
  const tape = new PartitionTape(p, DEFAULT_TAPE_CONFIG);
  const batch = new OutputBatch(p, NO_OUTPUT, NO_OUTPUT);
  for (const { value, ...record } of raw) {
    const given: InRecord = { ...record, value: value ?? Buffer.alloc(0) };
    batch.add(given, normalize(tape, CODECS, given));
  }
  const expected: Record<Output, string[]> = { trades: [], alerts: [], flow: [], dlq: [] };
  for (const { output, records } of batch.topics({})) expected[output] = records.map(({ value }) => String(value));
  return expected;
}

/**
 * What a reader accepts of an output topic: only positions above its head. Throws when a record says that one before
 * it is missing.
 */
export function accept(log: readonly LogRecord[]): { accepted: string[]; doubled: number } {
  const accepted: string[] = [];
  let head = -1;
  let doubled = 0;
  for (const { offset, value } of log) {
    const text = String(value);
    const { off, prev } = JSON.parse(text) as { off: number; prev: number };
    if (off <= head) {
      doubled += 1;
      continue;
    }
    if (prev > head) throw new Error(`record ${offset} comes after position ${prev}, but the head is ${head}: a hole`);
    head = off;
    accepted.push(text);
  }
  return { accepted, doubled };
}
