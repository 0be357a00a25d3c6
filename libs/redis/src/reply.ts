import { TapewireError, type FeedInfo, type Row } from '@tapewire/contracts';
import type { ChainableCommander } from 'ioredis';
import { redisFailure } from './failure.ts';

/** An array reply. */
export function list(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new TapewireError('STATE_CORRUPT', `expected an array from Redis, was ${JSON.stringify(reply)}`);
}

/** A text reply. */
export function text(reply: unknown): string {
  if (typeof reply === 'string') return reply;
  throw new TapewireError('STATE_CORRUPT', `expected text from Redis, was ${JSON.stringify(reply)}`);
}

/** A reply of alternating names and values. */
export function pairs(reply: unknown): Map<string, unknown> {
  const flat = list(reply);
  const map = new Map<string, unknown>();
  for (let i = 0; i + 1 < flat.length; i += 2) map.set(text(flat[i]), flat[i + 1]);
  return map;
}

/** Parses the JSON that the indexer wrote under a name. */
export function json(value: string, what: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new TapewireError('STATE_CORRUPT', `${what} in Redis is not JSON: ${value.slice(0, 200)}`, {}, error);
  }
}

const isRow = (value: unknown): value is Row => Array.isArray(value);

/** Parses a wire row. */
export function parseRow(value: string): Row {
  const row = json(value, 'a row');
  if (isRow(row)) return row;
  throw new TapewireError('STATE_CORRUPT', `a row in Redis is not an array: ${value.slice(0, 200)}`);
}

/** Runs a MULTI and returns its replies; the first error among them is thrown. */
export async function transaction(commands: ChainableCommander, doing: string): Promise<readonly unknown[]> {
  const replies = await commands.exec().catch((error: unknown) => {
    throw redisFailure(error, doing);
  });
  return (replies ?? []).map(([error, reply]) => {
    if (error !== null) throw redisFailure(error, doing);
    return reply;
  });
}

/** A feed as the indexer keeps it in the meta hash. */
export const isFeedInfo = (value: unknown): value is FeedInfo =>
  typeof value === 'object' && value !== null && 'name' in value && 'source' in value && 'delay' in value && 'lacks' in value;
