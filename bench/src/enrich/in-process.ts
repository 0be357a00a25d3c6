import { TapewireError, type FeedEvent, type RawRecord } from '@tapewire/contracts';
import { CODECS } from '@tapewire/feeds';
import { DEFAULT_TAPE_CONFIG, PartitionTape } from '@tapewire/market';

export interface InProcess {
  readonly trades: number;
  /** Quotes, prices, open interest and clocks beside each trade. */
  readonly othersPerTrade: number;
  readonly alerts: number;
  /** Microseconds of one core a trade: of its own record, and of enriching it with what came between it and the one before. */
  readonly decode: number;
  readonly enrich: number;
  /** Milliseconds and bytes of a first checkpoint of that state, before compression. */
  readonly checkpointMs: number;
  readonly checkpointBytes: number;
}

const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

function decode({ source, kind, value }: RawRecord): FeedEvent {
  const codec = CODECS.get(source);
  if (codec === undefined) throw new TapewireError('RECORD_MALFORMED', `no codec for ${source}`);
  return codec.decode(kind, value);
}

/** Decodes and enriches in this process, on one core. The first tenth of the trades warms up and does not count. */
export function measureInProcess(records: readonly RawRecord[]): InProcess {
  const tape = new PartitionTape(0, DEFAULT_TAPE_CONFIG);
  const trades = records.filter(({ kind }) => kind === 'trade');
  const warmUp = Math.floor(trades.length / 10);
  for (const record of trades.slice(0, warmUp)) decode(record);
  let from = cpuMicros();
  for (const record of trades) decode(record);
  const decodeMicros = (cpuMicros() - from) / trades.length;

  const events = records.map((record) => ({ record, event: decode(record) }));
  let alerts = 0;
  let seen = 0;
  let micros = 0;
  const apply = (some: readonly { readonly record: RawRecord; readonly event: FeedEvent }[], first: number): void => {
    for (const [i, { record: { kind, key, recvTs }, event }] of some.entries()) {
      alerts += tape.apply(event, { off: first + i, recvTs, kind, ...(key === undefined ? {} : { key }) }).alerts.length;
    }
  };
  const cut = events.findIndex(({ record }) => record.kind === 'trade' && ++seen > warmUp);
  apply(events.slice(0, cut), 0);
  from = cpuMicros();
  apply(events.slice(cut), cut);
  micros = cpuMicros() - from;

  const started = performance.now();
  let bytes = 0;
  for (const chunk of tape.snapshot()) bytes += chunk.bytes.length;
  return {
    trades: trades.length, othersPerTrade: (records.length - trades.length) / trades.length, alerts, decode: decodeMicros, enrich: micros / (trades.length - warmUp),
    checkpointMs: performance.now() - started, checkpointBytes: bytes,
  };
}
