import { createHash } from 'node:crypto';
import type { Frame, Reaction, Session, VendorProtocol } from '../live/protocol.ts';
import { Reading } from '../live/reading.ts';
import { databentoCodec, databentoText } from './databento-codec.ts';
import { DbnDecoder } from './dbn-decoder.ts';
import type { DbnRecord } from './dbn-records.ts';

export interface DatabentoLiveOptions {
  readonly apiKey: string;
  /** OSI symbols, or none for every contract. */
  readonly contracts: readonly string[];
}

export const DATABENTO_GATEWAY = { host: 'opra-pillar.lsg.databento.com', port: 13_000 } as const;

const DATASET = 'OPRA.PILLAR';
/** Trades, each with the best bid and offer of all exchanges just before it. */
const SCHEMA = 'tcbbo';
const HEARTBEAT_SECONDS = 10;
const SILENCE_MS = 30_000;
/** The gateway replays by the time of the event, which is that much before its receipt at most. */
const OVERLAP_MS = 5000;
/** The end of the key that tells the gateway which key answers. */
const BUCKET_LENGTH = 5;
/** What the gateway says once a replay has come up to the present. */
const REPLAY_COMPLETED = 3;

/** Databento's live API (raw TCP): databento.com/docs/api-reference-live?live=raw. Its schemas have no sale conditions. */
export const databentoLive = (options: DatabentoLiveOptions): VendorProtocol => ({
  source: databentoCodec.source,
  silence: SILENCE_MS,
  info: { name: 'Databento OPRA', source: databentoCodec.source, delay: 0, lacks: ['conditions', 'cancels', 'sequence', 'spot', 'openInterest'] },
  overlap: OVERLAP_MS,
  session: (from) => new DatabentoSession(options, from?.since),
});

/** Lines of text until the session starts, then binary records. */
class DatabentoSession implements Session {
  readonly #options: DatabentoLiveOptions;
  readonly #since: number | undefined;
  readonly #decoder = new DbnDecoder();
  readonly #symbols = new Map<number, string>();
  #text: Buffer | undefined = Buffer.alloc(0);
  #isStarted = false;

  constructor(options: DatabentoLiveOptions, since: number | undefined) {
    this.#options = options;
    this.#since = since;
  }

  /** The gateway speaks first. */
  readonly opened = (): Reaction => ({});

  readonly received = (frame: Frame): Reaction => {
    const reading = new Reading(databentoCodec);
    const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
    const binary = this.#text === undefined ? bytes : this.#greeting(Buffer.concat([this.#text, bytes]), reading);
    if (binary.length > 0) this.#records(binary, reading);
    return reading;
  };

  /** Reads the lines of the login; what follows them is binary. */
  #greeting(bytes: Buffer, reading: Reading): Buffer {
    let rest = bytes;
    for (let end = rest.indexOf('\n'); end >= 0 && this.#text !== undefined; end = rest.indexOf('\n')) {
      const line = rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
      this.#line(new Map(line.split('|').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])), reading);
    }
    if (this.#text === undefined) return rest;
    this.#text = rest;
    return Buffer.alloc(0);
  }

  #line(fields: ReadonlyMap<string, string>, reading: Reading): void {
    const { apiKey, contracts } = this.#options;
    const challenge = fields.get('cram');
    if (challenge !== undefined) {
      const answer = createHash('sha256').update(`${challenge}|${apiKey}`).digest('hex');
      reading.send.push(`auth=${answer}-${apiKey.slice(-BUCKET_LENGTH)}|dataset=${DATASET}|encoding=dbn|ts_out=0|heartbeat_interval_s=${HEARTBEAT_SECONDS}\n`);
    } else if (fields.get('success') === '1') {
      const symbols = contracts.length === 0 ? 'ALL_SYMBOLS' : contracts.map(padded).join(',');
      const start = this.#since === undefined ? '' : `|start=${Math.floor(this.#since)}000000`;
      reading.send.push(`schema=${SCHEMA}|stype_in=raw_symbol|symbols=${symbols}${start}|snapshot=0|is_last=1\n`, 'start_session\n');
      this.#text = undefined;
    } else if (fields.has('success')) {
      const reason = fields.get('error') ?? 'no reason given';
      reading.refused = { reason, isFinal: /auth|key/i.test(reason) };
    }
  }

  #records(bytes: Buffer, reading: Reading): void {
    let records: readonly DbnRecord[];
    try {
      records = this.#decoder.push(bytes);
    } catch (error) {
      // After bytes that are no record nothing can be told apart any more.
      reading.refused = { reason: error instanceof Error ? error.message : 'no DBN', isFinal: false };
      return;
    }
    const { metadata } = this.#decoder;
    if (!this.#isStarted && metadata !== undefined) {
      this.#isStarted = true;
      for (const [instrument, symbol] of metadata.symbols) this.#symbols.set(instrument, symbol);
      reading.ready = true;
    }
    for (const record of records) this.#record(record, reading);
  }

  #record(record: DbnRecord, reading: Reading): void {
    switch (record.type) {
      case 'mapping':
        this.#symbols.set(record.instrument, record.symbol);
        break;
      case 'trade':
        reading.text(record.action === 'T' ? 'trade' : 'quote', databentoText(record, this.#symbols.get(record.instrument) ?? `instrument ${record.instrument}`));
        break;
      case 'error':
        reading.refused = { reason: record.text, isFinal: false };
        break;
      case 'system':
        if (record.code === REPLAY_COMPLETED) reading.caughtUp = true;
        else if (/slow/i.test(record.text)) reading.lost = record.text;
        break;
    }
  }
}

const ROOT_WIDTH = 6;
const AFTER_ROOT = 15;

/** OSI symbols of this vendor have their root padded. */
const padded = (symbol: string): string => symbol.slice(0, -AFTER_ROOT).padEnd(ROOT_WIDTH) + symbol.slice(-AFTER_ROOT);
