import type { Alert, Row } from '@tapewire/contracts';
import type { BatchWindowSettings, Portion, Room } from '@tapewire/delivery';
import type { Logger, Metrics } from '@tapewire/telemetry';
import type { FeedGap } from './boards.ts';
import type { LaneOutlet } from './lane-runner.ts';
import type { TapeSource } from './tape-source.ts';

export interface LanesSettings {
  readonly ringRows: number;
  readonly window: BatchWindowSettings;
  readonly repairHoles: boolean;
}

/** What lanes need of the world around them, and where what they bring goes. */
export interface LanesTools {
  readonly source: TapeSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly wallClock: () => number;
  readonly outlet: LaneOutlet & {
    readonly send: (room: Room, portion: Portion<string>) => void;
    readonly alerts: (delay: number, alerts: readonly Alert[]) => void;
    readonly flow: (delay: number, underlying: string, rows: readonly Row[]) => void;
    readonly gap: (delay: number, gap: FeedGap) => void;
    /** All clients have to connect again: their tape is another one now. */
    readonly epochChanged: () => void;
  };
}
