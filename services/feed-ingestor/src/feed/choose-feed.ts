import { existsSync } from 'node:fs';
import { TapewireError } from '@tapewire/contracts';
import { dbnLine, DbnSource, DemoMarket, demoStart, type FeedSource, isDbnPath, latestTradingDay, type Reject, replayLine, ReplaySource, type Speed } from '@tapewire/feeds';
import type { IngestorConfig } from '../config.ts';
import { chooseLive, type LiveChoice } from './choose-live.ts';
import { chooseTopic, type TopicChoice } from './choose-topic.ts';
import type { Resume } from './resume.ts';

/** A feed that has been chosen but not been opened. */
export type FeedChoice = ReplayableChoice | LiveChoice | TopicChoice;

/** A feed that can be read again from any record. */
export interface ReplayableChoice {
  readonly type: 'replayable';
  readonly speed: Speed;
  /** Whether a line of the raw log is this feed's, so that it goes on where that one ended. */
  readonly isOurs: (line: string) => boolean;
  readonly open: (resume: Resume | undefined, onReject: (reject: Reject) => Promise<void>) => Promise<FeedSource>;
}

/** Reads `FEED_SPEED`. */
export function parseSpeed(text: string): Speed {
  if (text === 'max') return 'max';
  const speed = Number(text);
  if (text.trim() === '' || !Number.isFinite(speed) || speed <= 0) {
    throw new TapewireError('CONFIG_INVALID', `FEED_SPEED: expected a number above 0 or max, was ${JSON.stringify(text)}`);
  }
  return speed;
}

/** The demo market goes on with the day on which it began, else it begins with the most recent one. */
function chooseDemo(options: IngestorConfig['feed'], speed: Speed): ReplayableChoice {
  return {
    type: 'replayable',
    speed,
    isOurs: (line) => demoStart(line, options) !== undefined,
    open: (resume) => {
      const start = (resume === undefined ? undefined : demoStart(resume.line, options)) ?? latestTradingDay(Date.now());
      return Promise.resolve(new DemoMarket({ seed: options.seed, rate: options.rate, start }));
    },
  };
}

/** The feed that the configuration names. Throws CONFIG_INVALID or FEED_UNREADABLE for one that cannot be. */
export async function chooseFeed(config: IngestorConfig): Promise<FeedChoice> {
  const { feed, spool } = config;
  const speed = parseSpeed(feed.speed);
  const live = chooseTopic(config) ?? chooseLive(feed);
  if (live !== undefined) return live;
  if (feed.from === 'demo') return chooseDemo(feed, speed);
  const replay = { path: feed.from, shift: feed.shift };
  const isDbn = isDbnPath(feed.from) && existsSync(feed.from);
  const line = isDbn ? await dbnLine(replay) : await replayLine(replay);
  return {
    type: 'replayable',
    speed,
    isOurs: (other) => other === line,
    open: (_resume, onReject) => (isDbn ? DbnSource.open({ ...replay, onReject }) : ReplaySource.open({ ...replay, workDir: spool.dir, onReject })),
  };
}
