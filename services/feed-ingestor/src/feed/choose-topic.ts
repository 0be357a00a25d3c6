import { type FeedInfo, TapewireError } from '@tapewire/contracts';
import { genericCodec, type QuoteMode } from '@tapewire/feeds';
import type { KafkaSettings } from '@tapewire/kafka';
import type { IngestorConfig } from '../config.ts';
import { parseQuotes } from './choose-live.ts';

/** A topic of the firm's own Kafka. */
export interface TopicChoice {
  readonly type: 'topic';
  /** Name of the line; each partition is a part of it. */
  readonly name: string;
  readonly topic: string;
  readonly groupId: string;
  readonly settings: KafkaSettings;
  readonly start: 'earliest' | 'latest';
  readonly info: FeedInfo;
  readonly quotes: QuoteMode;
}

const ADDRESS = /^kafka:\/\/([^/\s]+)\/([\w.-]+)$/;

/** Reads `kafka://host:port,host:port/topic`. */
export function topicAddress(url: string): { readonly brokers: readonly string[]; readonly topic: string } {
  const [, brokers = '', topic = ''] = ADDRESS.exec(url) ?? [];
  if (topic === '') throw new TapewireError('CONFIG_INVALID', `FEED_URL: expected kafka://host:port,host:port/topic, was ${JSON.stringify(url)}`);
  return { brokers: brokers.split(','), topic };
}

/** The topic that `FEED_URL` names; undefined when the generic feed comes in another way. */
export function chooseTopic({ feed, prefix }: Pick<IngestorConfig, 'feed' | 'prefix'>): TopicChoice | undefined {
  const { url = '', topic: { ssl, caFile, sasl, start } } = feed;
  if (feed.from !== 'generic' || !url.startsWith('kafka:')) return undefined;
  const { brokers, topic } = topicAddress(url);
  const name = feed.line ?? topic;
  return {
    type: 'topic',
    name,
    topic,
    groupId: `${prefix}.feed.${name}`,
    settings: { brokers, clientId: 'feed-ingestor', ssl, caFile, sasl, username: feed.key, password: feed.secret },
    start,
    info: { name, source: genericCodec.source, delay: feed.delay, lacks: feed.lacks },
    quotes: parseQuotes(feed.quotes),
  };
}
