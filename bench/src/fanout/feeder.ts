/** A process that sends trades open-loop: each has its time, whether or not those before it have been taken. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FeedKind, TapeFeed } from './tape-feed.ts';
import { answer, settings } from './worker.ts';
import { drawWorkload, type WorkloadSettings } from './workload.ts';

export interface FeederSettings extends WorkloadSettings {
  readonly redis: string;
  readonly prefix: string;
  readonly kind: FeedKind;
  /** Trades a second. */
  readonly rate: number;
}

const TICK_MS = 2;
const BATCH_MAX = 500;

const { redis, prefix, kind, rate, ...drawn } = settings() as FeederSettings;
const feed = await TapeFeed.open(redis, prefix, kind, drawWorkload(drawn));
answer({}, { sent: () => ({ sent: feed.sent }) });

const begun = performance.now();
/** Epoch milliseconds at which the nth trade is due. */
const due = (n: number): number => performance.timeOrigin + begun + (n * 1000) / rate;

for (;;) {
  const waiting = Math.floor(((performance.now() - begun) * rate) / 1000) - feed.sent;
  if (waiting > 0) await feed.send(Math.min(waiting, BATCH_MAX), due);
  if (waiting <= BATCH_MAX) await sleep(TICK_MS);
}
