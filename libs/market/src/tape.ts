import {
  type Alert, type FeedEvent, type FlowOutput, nextTick, type Quote, type RawKind, rankOf, type Reference, TapewireError,
  type Trade, type TradePrint,
} from '@tapewire/contracts';
import type { DayNumber } from './calendar/dates.ts';
import { addVolume, draftTrade, epochMs } from './enrich.ts';
import { parseKey } from './seen.ts';
import type { StateChunk } from './state/chunks.ts';
import { MarketState } from './state/market-state.ts';
import { summarize } from './symbols/conditions.ts';
import type { TapeConfig } from './tape-config.ts';

/** Where in the raw log an event stands, and what its headers say. */
export interface EventPlace {
  readonly off: number;
  readonly recvTs: number;
  readonly key?: string;
  readonly kind: RawKind;
}

/** What one raw record gives. */
export interface Applied {
  /** None or one. */
  readonly trades: readonly Trade[];
  readonly alerts: readonly Alert[];
  readonly flow: readonly FlowOutput[];
  /** Why the record was refused: it belongs in the dead-letter topic. */
  readonly reject?: string;
  /** Its key was seen before. */
  readonly duplicate?: true;
}

const NOTHING: Applied = { trades: [], alerts: [], flow: [] };
const DUPLICATE: Applied = { ...NOTHING, duplicate: true };
const rejected = (reason: string): Applied => ({ ...NOTHING, reject: reason });

const STATE_VERSION = 1;

interface Core {
  readonly version: number;
  readonly tick: number;
  readonly rate?: number;
}

/**
 * The state of one partition and what it makes of each record: a function of the raw log alone. Two tapes that were given
 * the same records, or one restored from the other's snapshot, answer byte for byte the same.
 */
export class PartitionTape {
  readonly #p: number;
  readonly #config: TapeConfig;
  readonly #state = new MarketState();
  #tick = 0;

  constructor(p: number, config: TapeConfig) {
    this.#p = p;
    this.#config = config;
  }

  /** A tape as it was when the chunks were made. `config` is what the installation sets outside the log. */
  static restore(p: number, config: TapeConfig, chunks: Iterable<StateChunk>): PartitionTape {
    const tape = new PartitionTape(p, config);
    for (const chunk of chunks) tape.#load(chunk);
    return tape;
  }

  /** The state as chunks for a checkpoint; equal state gives equal chunks, and most stay equal between two checkpoints. */
  *snapshot(): Iterable<StateChunk> {
    const { rate } = this.#state;
    const core: Core = { version: STATE_VERSION, tick: this.#tick, ...(rate === undefined ? {} : { rate }) };
    yield { key: 'core', bytes: JSON.stringify(core) };
    yield* this.#state.snapshot();
  }

  /** Takes in one record. Must be called in position order. */
  apply(event: FeedEvent, at: EventPlace): Applied {
    let line: string | undefined;
    if (at.key !== undefined) {
      const key = parseKey(at.key);
      if (key === undefined) return rejected(`header key: expected "<line>:<number>", was ${JSON.stringify(at.key)}`);
      if (this.#state.seen.mark(key.line, this.#keySession(event, at), key.number)) return DUPLICATE;
      line = key.line;
    }
    switch (event.kind) {
      case 'trade':
        return this.#trade(event, at);
      case 'quote':
        return this.#quote(event.contract, event.quote, event.ts, line);
      case 'underlying':
        return this.#underlying(event.underlying, event.price, event.ts, line);
      case 'openInterest':
        if (!(event.oi >= 0)) return rejected(`oi: expected a number not below 0, was ${event.oi}`);
        this.#state.days.setOpenInterest(this.#state.contracts.number(event.contract), event.oi, event.date);
        return NOTHING;
      case 'clock':
        if (event.feed === undefined || !this.#state.lines.describe(event.line, event.feed)) return NOTHING;
        return { ...NOTHING, flow: [{ type: 'feed', line: event.line, feed: event.feed }] };
      case 'gap':
        this.#state.lines.gap(event.line);
        return { ...NOTHING, flow: [{ type: 'gap', line: event.line, from: event.from, to: event.to, reason: event.reason }] };
      case 'reference':
        return this.#reference(event.reference);
      case 'cancel':
      case 'correction':
      case 'config':
        return NOTHING;
    }
  }

  #trade(print: TradePrint, at: EventPlace): Applied {
    const contract = this.#state.contracts.traded(print.contract);
    if (contract === undefined) return rejected(`contract: expected an OSI symbol, was ${JSON.stringify(print.contract)}`);
    const fault = printFault(print);
    if (fault !== undefined) return rejected(fault);
    const { flags } = summarize(print.conditions);
    const place = { p: this.#p, off: at.off, recvTs: at.recvTs, rank: this.#nextRank(at.recvTs) };
    const draft = draftTrade(this.#state, this.#config, place, contract, print, flags);
    const tradeDay = this.#state.clock.tradeDay(draft.ts, contract.sessions);
    addVolume(draft, this.#state.days.addVolume(contract.number, tradeDay, print.size));
    return { ...NOTHING, trades: [draft] };
  }

  #quote(contract: string, quote: Quote, ts: number, line: string | undefined): Applied {
    if (!Number.isFinite(quote.bid) || !Number.isFinite(quote.ask) || !Number.isFinite(ts)) {
      return rejected(`quote: expected finite bid, ask and ts, was ${quote.bid}, ${quote.ask}, ${ts}`);
    }
    this.#state.quotes.set(this.#state.contracts.number(contract), quote, ts, this.#state.lines.stamp(line));
    return NOTHING;
  }

  #underlying(underlying: string, price: number, ts: number, line: string | undefined): Applied {
    if (!(price > 0 && Number.isFinite(price) && Number.isFinite(ts))) return rejected(`price: expected a number above 0, was ${price}`);
    this.#state.spots.set(underlying, price, ts, this.#state.lines.stamp(line));
    return NOTHING;
  }

  #reference(reference: Reference): Applied {
    switch (reference.type) {
      case 'openInterestComplete':
        this.#state.days.completeOpenInterest(reference.date, reference.underlying);
        return NOTHING;
      case 'multiplier':
        this.#state.contracts.setMultiplier(reference.root, reference.multiplier);
        if (reference.underlying !== undefined) this.#state.contracts.setRoot(reference.root, reference.underlying);
        return NOTHING;
      case 'root':
        this.#state.contracts.setRoot(reference.root, reference.underlying);
        return NOTHING;
      case 'rate':
        this.#state.rate = reference.rate;
        return NOTHING;
    }
  }

  /** The session that a key's number belongs to: New York's trading date of the event itself, so that a resend finds it. */
  #keySession(event: FeedEvent, at: EventPlace): DayNumber {
    const ts = 'tsNs' in event ? epochMs(event.tsNs) : 'ts' in event ? event.ts : at.recvTs;
    return this.#state.clock.tradeDay(Number.isFinite(ts) ? ts : at.recvTs, 'equity');
  }

  #nextRank(recvTs: number): number {
    this.#tick = nextTick(recvTs, this.#tick);
    return rankOf(this.#tick, this.#p);
  }

  #load(chunk: StateChunk): void {
    if (chunk.key === 'core') {
      const core = JSON.parse(chunk.bytes) as Core;
      if (core.version !== STATE_VERSION) {
        throw new TapewireError('STATE_CORRUPT', `state version: expected ${STATE_VERSION}, was ${core.version}`);
      }
      this.#tick = core.tick;
      this.#state.rate = core.rate;
      return;
    }
    if (!this.#state.load(chunk)) throw new TapewireError('STATE_CORRUPT', `no part of the state has chunk ${chunk.key}`);
  }
}

/** What is wrong with a print's numbers, or undefined. */
function printFault(print: TradePrint): string | undefined {
  if (!(Number.isFinite(print.price) && print.price >= 0)) return `price: expected a number not below 0, was ${print.price}`;
  if (!(Number.isSafeInteger(print.size) && print.size > 0)) return `size: expected a whole number above 0, was ${print.size}`;
  if (!/^\d{13,19}$/.test(print.tsNs)) return `tsNs: expected nanoseconds since 1970, was ${JSON.stringify(print.tsNs)}`;
  return undefined;
}
