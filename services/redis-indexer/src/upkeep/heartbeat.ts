import { TAPES, type Tape } from '@tapewire/contracts';
import type { FloorKeeper, TapeWriter } from '@tapewire/redis';

export interface HeartbeatOptions {
  readonly epoch: number;
  readonly writer: TapeWriter;
  readonly floors: FloorKeeper;
  /** Partitions this process owns now. */
  readonly owned: () => readonly number[];
  /** Head that this process has written; undefined where it writes nothing. */
  readonly known: (tape: Tape, p: number) => number | undefined;
  /** Redis lacks what this process has written: it was emptied or went back. */
  readonly onBehind: (tape: Tape, p: number) => void;
}

/**
 * Tells gateways how far Redis is, lifts floors before trades expire, and notices a Redis that was emptied or went back
 * also where no new record would run into it.
 */
export async function beat({ epoch, writer, floors, owned, known, onBehind }: HeartbeatOptions): Promise<void> {
  const partitions = owned();
  if (partitions.length === 0) return;
  const written = new Map(partitions.flatMap((p) => TAPES.map((tape) => [`${tape}/${p}`, known(tape, p)] as const)));
  await floors.raise(partitions);
  const heads = await writer.heads(epoch, partitions);
  await writer.announceHeads(epoch, heads);
  for (const found of heads) {
    for (const tape of TAPES) {
      const before = written.get(`${tape}/${found.p}`);
      if (before !== undefined && (found[tape] ?? -Infinity) < before) onBehind(tape, found.p);
    }
  }
}
