import { TapewireError } from '@tapewire/contracts';
import type { LogReader } from '@tapewire/kafka';
import type { StateChunk } from '@tapewire/market';
import { hashChunks, hashText, unpackChunk } from './chunk-codec.ts';
import { parseManifest, type Manifest } from './manifest.ts';
import { isCheckpointKey, isManifestKey } from './state-keys.ts';

/** A checkpoint as it was found. */
export interface Checkpoint {
  readonly manifest: Manifest;
  readonly chunks: readonly StateChunk[];
}

export interface FoundState {
  /** The valid checkpoint of this epoch that is furthest on. */
  readonly checkpoint: Checkpoint | undefined;
  /** Every checkpoint key in the partition, to be removed once a new checkpoint stands. */
  readonly keys: readonly string[];
  /** Why manifests that were found did not count. */
  readonly refused: readonly string[];
}

/** Reads a partition of the state topic from its start; it is compacted, so it holds little more than one checkpoint. */
export async function loadCheckpoint(reader: LogReader, topic: string, p: number, epoch: number): Promise<FoundState> {
  const records = await readLatest(reader, topic, p);
  const refused: string[] = [];
  const manifests = [...records.keys()].filter(isManifestKey).flatMap((key) => {
    try {
      const manifest = parseManifest(key, records.get(key) ?? Buffer.alloc(0));
      return manifest.epoch === epoch ? [manifest] : [];
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  for (const manifest of manifests.sort((a, b) => b.offset - a.offset)) {
    try {
      return { checkpoint: { manifest, chunks: assemble(manifest, records) }, keys: [...records.keys()], refused };
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { checkpoint: undefined, keys: [...records.keys()], refused };
}

async function readLatest(reader: LogReader, topic: string, p: number): Promise<Map<string, Buffer>> {
  const { low, high } = await reader.range(topic, p);
  const latest = new Map<string, Buffer>();
  for await (const { key, value } of reader.scan(topic, p, low, high)) {
    if (key === null || !isCheckpointKey(key)) continue;
    if (value === null) latest.delete(key);
    else latest.set(key, value);
  }
  return latest;
}

function assemble(manifest: Manifest, records: ReadonlyMap<string, Buffer>): StateChunk[] {
  const at = `the checkpoint of partition ${manifest.p} at ${manifest.offset}`;
  const chunks = manifest.chunks.map(({ name, keys, hash }) => {
    const parts = keys.flatMap((key) => records.get(key) ?? []);
    if (parts.length < keys.length) throw new TapewireError('STATE_CORRUPT', `${at} lacks chunk ${name}`);
    const bytes = unpackChunk(parts);
    if (hashText(bytes) !== hash) throw new TapewireError('STATE_CORRUPT', `${at} has a damaged chunk ${name}`);
    return { key: name, bytes };
  });
  if (hashChunks(manifest.chunks) !== manifest.hash) throw new TapewireError('STATE_CORRUPT', `${at} has a damaged manifest`);
  return chunks;
}
