import { setTimeout as pause } from 'node:timers/promises';
import type { FakeGateway } from '@tapewire/client/testing';
import type { RandomTrades } from './random-trades.ts';

const TICK_MS = 20;

/** Prints trades at a rate, however late the timer is, until `goesOn` says no. Returns how many were printed. */
export async function flood(gateway: FakeGateway, trades: RandomTrades, rowsPerSecond: number, goesOn: (elapsedMs: number) => boolean): Promise<number> {
  const start = performance.now();
  let printed = 0;
  for (let elapsed = 0; goesOn(elapsed); elapsed = performance.now() - start) {
    const due = Math.floor((elapsed / 1000) * rowsPerSecond) - printed;
    if (due > 0) gateway.print(...Array.from({ length: due }, () => trades.next(1000 / rowsPerSecond)));
    printed += Math.max(0, due);
    await pause(TICK_MS);
  }
  return printed;
}
