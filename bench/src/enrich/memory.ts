import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ContractSymbol } from '@tapewire/contracts';
import { DEFAULT_TAPE_CONFIG, PartitionTape } from '@tapewire/market';

export interface Memory {
  readonly contracts: number;
  /** Bytes of this process that the state takes, a contract. */
  readonly bytesEach: number;
  readonly mebibytes: number;
}

const MIB = 2 ** 20;

/** As many contracts as the whole market lists, each with two quotes and its open interest, in one partition's state. */
export async function measureMemory(contracts: number): Promise<Memory> {
  const before = await resident();
  const tape = new PartitionTape(0, DEFAULT_TAPE_CONFIG);
  const recvTs = Date.UTC(2026, 10, 20, 15);
  let off = 0;
  for (let i = 0; i < contracts; i++) {
    const contract = symbolOf(i);
    for (const step of [0, 1]) {
      const quote = { bid: 1 + step / 100, ask: 1.1 + step / 100, bidSize: 10, askSize: 20 };
      tape.apply({ kind: 'quote', contract, ts: recvTs + step, quote }, { off: off++, recvTs, kind: 'quote' });
    }
    tape.apply({ kind: 'openInterest', contract, oi: i % 10_000 }, { off: off++, recvTs, kind: 'openInterest' });
  }
  const grown = (await resident()) - before;
  // The state must live until it has been measured.
  const kept = tape.apply({ kind: 'clock', ts: recvTs, line: 'bench', acked: off }, { off, recvTs, kind: 'clock' });
  if (kept.reject !== undefined) throw new Error(kept.reject);
  return { contracts, bytesEach: Math.round(grown / contracts), mebibytes: Math.round(grown / MIB) };
}

/** Five thousand roots of 300 contracts. */
function symbolOf(i: number): ContractSymbol {
  const root = Math.floor(i / 300);
  const letters = String.fromCharCode(65 + (root % 26), 65 + (Math.floor(root / 26) % 26), 65 + (Math.floor(root / 676) % 26));
  const strike = String(((i % 150) + 1) * 1000).padStart(8, '0');
  return `${letters}X2612${String(10 + (Math.floor(i / 150) % 2)).padStart(2, '0')}C${strike}` as ContractSymbol;
}

/** Resident memory once garbage is gone. */
async function resident(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 4; i++) {
    collect();
    await delay(50);
  }
  return process.memoryUsage().rss;
}
