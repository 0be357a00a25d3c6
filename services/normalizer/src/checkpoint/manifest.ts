import { TapewireError } from '@tapewire/contracts';
import { z } from 'zod';
import type { OutputHeads } from '../stage/output-heads.ts';

/** Format of manifest and chunks. */
export const CHECKPOINT_VERSION = 1;

const position = z.int().min(-1);
const manifestSchema = z.object({
  v: z.literal(CHECKPOINT_VERSION),
  epoch: z.int(),
  p: z.int().min(0),
  /** Offset of the last accepted raw record. */
  offset: z.int().min(0),
  /** Of that record: see `fingerprintOf`. */
  fingerprint: z.string(),
  /** Last position in each output topic. */
  heads: z.object({ trades: position, alerts: position, flow: position, dlq: position }),
  /** The state in order: name of the chunk, keys of the records that hold its parts, hash of its bytes. */
  chunks: z.array(z.object({ name: z.string(), keys: z.array(z.string()), hash: z.string() })),
  /** Hash over all chunks' names and hashes. */
  hash: z.string(),
  /** The config in force, for people: what holds after a restart is what the service is given then. */
  config: z.record(z.string(), z.unknown()),
});

export interface ChunkEntry {
  readonly name: string;
  readonly keys: readonly string[];
  readonly hash: string;
}

/** What makes a checkpoint valid: it is written after all chunks it names are acknowledged. */
export interface Manifest {
  readonly v: typeof CHECKPOINT_VERSION;
  readonly epoch: number;
  readonly p: number;
  readonly offset: number;
  readonly fingerprint: string;
  readonly heads: OutputHeads;
  readonly chunks: readonly ChunkEntry[];
  readonly hash: string;
  readonly config: object;
}

/** Throws STATE_CORRUPT when the record is no manifest of this format. */
export function parseManifest(key: string, value: Buffer): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(value.toString());
  } catch (error) {
    throw new TapewireError('STATE_CORRUPT', `manifest ${key} is not JSON`, { key }, error);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new TapewireError('STATE_CORRUPT', `manifest ${key} is not of format ${CHECKPOINT_VERSION}: ${where}`, { key });
}
