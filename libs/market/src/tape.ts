import {
  type FeedEvent, type FeedInfo, type IsoDate, type Quote, type Reference, TapewireError,
} from '@tapewire/contracts';
import { type Applied, type EventPlace, NOTHING, rejected } from './applied.ts';
import { type DayNumber, isoDate, parseIsoDate } from './calendar/dates.ts';
import { newYorkDay } from './calendar/new-york.ts';
import { confirmationAlert } from './confirmation/verdict.ts';
import { epochMs } from './enrich.ts';
import { PrintDesk } from './print-desk.ts';
import { parseKey } from './seen.ts';
import type { StateChunk } from './state/chunks.ts';
import { summarize } from './symbols/conditions.ts';
import type { TapeConfig } from './tape-config.ts';
import { TapeState } from './tape-state.ts';

/** A date further ahead of its record is a slip of the pen. Believed, it would outdo every right one after it. */
const DAYS_AHEAD_MAX = 7;

const DUPLICATE: Applied = { ...NOTHING, duplicate: true };

/**
 * The state of one partition and what it makes of each record: a function of the raw log alone. Two tapes that were given
 * the same records, or one restored from the other's snapshot, answer byte for byte the same.
 */
export class PartitionTape {
  readonly #state: TapeState;
  readonly #desk: PrintDesk;

  constructor(p: number, config: TapeConfig) {
    this.#state = new TapeState(p, config);
    this.#desk = new PrintDesk(p, this.#state);
  }

  /** A tape as it was when the chunks were made. `config` is what the installation sets outside the log. */
  static restore(p: number, config: TapeConfig, chunks: Iterable<StateChunk>): PartitionTape {
    const tape = new PartitionTape(p, config);
    tape.#state.load(chunks);
    return tape;
  }

  /** The state as chunks for a checkpoint; equal state gives equal chunks, and most stay equal between two checkpoints. */
  snapshot(): Iterable<StateChunk> {
    return this.#state.snapshot();
  }

  /** Takes in one record. Must be called in position order. */
  apply(event: FeedEvent, at: EventPlace): Applied {
    let line: string | undefined;
    if (at.key !== undefined) {
      const key = parseKey(at.key);
      if (key === undefined) return rejected(`header key: expected "<line>:<number>", was ${JSON.stringify(at.key)}`);
      if (this.#state.market.seen.mark(key.line, this.#keySession(event, at), key.number)) return DUPLICATE;
      line = key.line;
    }
    switch (event.kind) {
      case 'trade':
        return this.#desk.trade(event, at, line);
      case 'cancel':
        return this.#desk.cancel(event, at, summarize(event.conditions).cancel ?? 'latest');
      case 'correction':
        return this.#desk.correct(event.was, event.now, at);
      case 'quote':
        return this.#quote(event.contract, event.quote, event.ts, line);
      case 'underlying':
        return this.#underlying(event.underlying, event.price, event.ts, line);
      case 'openInterest':
        return futureFault(event.date, at) ?? this.#openInterest(event.contract, event.oi, event.date);
      case 'clock':
        return this.#clock(event.ts, event.line, event.feed, at.recvTs);
      case 'gap':
        return this.#gap(event);
      case 'reference':
        return futureFault('date' in event.reference ? event.reference.date : undefined, at) ?? this.#reference(event.reference);
      case 'config':
        return this.#configure(event.version, event.config);
    }
  }

  #quote(contract: string, quote: Quote, ts: number, line: string | undefined): Applied {
    if (!Number.isFinite(quote.bid) || !Number.isFinite(quote.ask) || !Number.isFinite(ts)) {
      return rejected(`quote: expected finite bid, ask and ts, was ${quote.bid}, ${quote.ask}, ${ts}`);
    }
    const { contracts, quotes, lines } = this.#state.market;
    quotes.set(contracts.number(contract), quote, ts, lines.stamp(line));
    return NOTHING;
  }

  #underlying(underlying: string, price: number, ts: number, line: string | undefined): Applied {
    if (!(price > 0 && Number.isFinite(price))) return rejected(`price: expected a number above 0, was ${price}`);
    if (!Number.isFinite(ts)) return rejected(`ts: expected epoch milliseconds, was ${ts}`);
    this.#state.market.spots.set(underlying, price, ts, this.#state.market.lines.stamp(line));
    return NOTHING;
  }

  #openInterest(contract: string, oi: number, date: IsoDate | undefined): Applied {
    if (!(Number.isFinite(oi) && oi >= 0)) return rejected(`oi: expected a number not below 0, was ${oi}`);
    this.#state.market.days.setOpenInterest(this.#state.market.contracts.number(contract), oi, date);
    return NOTHING;
  }

  #clock(ts: number, line: string, feed: FeedInfo | undefined, recvTs: number): Applied {
    if (!Number.isFinite(ts)) return rejected(`ts: expected epoch milliseconds, was ${ts}`);
    const { market, orders, flow, flagged, config } = this.#state;
    orders.tick(ts, config);
    const told = flow.clock(ts);
    if (feed !== undefined && market.lines.describe(line, feed)) told.push({ type: 'feed', line, feed });
    const alerts = flagged.due(market.contracts, market.days).map((confirmation) => confirmationAlert(confirmation, ts, recvTs));
    return told.length === 0 && alerts.length === 0 ? NOTHING : { ...NOTHING, flow: told, alerts };
  }

  /** That a gap was filled changes nothing here: what filled it has come through the log. */
  #gap({ line, from, to, reason, filled }: Extract<FeedEvent, { kind: 'gap' }>): Applied {
    if (filled !== true) this.#state.market.lines.gap(line, from, to);
    return { ...NOTHING, flow: [{ type: 'gap', line, from, to, reason, ...(filled === true ? { filled } : {}) }] };
  }

  #reference(reference: Reference): Applied {
    const { market, flagged } = this.#state;
    switch (reference.type) {
      case 'openInterestComplete':
        market.days.completeOpenInterest(reference.date, reference.underlying);
        flagged.look(parseIsoDate(reference.date) ?? 0);
        return NOTHING;
      case 'multiplier':
        market.contracts.setMultiplier(reference.root, reference.multiplier);
        if (reference.underlying !== undefined) market.contracts.setRoot(reference.root, reference.underlying);
        return NOTHING;
      case 'previousClose':
        market.issues.setClose(reference.underlying, reference.price, reference.date === undefined ? undefined : parseIsoDate(reference.date));
        return NOTHING;
      case 'issue': {
        const { issueType, sector } = reference;
        market.issues.setIssue(reference.underlying, { ...(issueType === undefined ? {} : { issueType }), ...(sector === undefined ? {} : { sector }) });
        return NOTHING;
      }
      case 'root':
        market.contracts.setRoot(reference.root, reference.underlying);
        return NOTHING;
      case 'rate':
        market.rate = reference.rate;
        return NOTHING;
    }
  }

  #configure(version: number, config: unknown): Applied {
    try {
      this.#state.configure(version, config);
      return NOTHING;
    } catch (error) {
      if (error instanceof TapewireError && error.code === 'CONFIG_INVALID') return rejected(error.message);
      throw error;
    }
  }

  /** The session that a key's number belongs to: New York's trading date of the event itself, so that a resend finds it. */
  #keySession(event: FeedEvent, at: EventPlace): DayNumber {
    const print = event.kind === 'correction' ? event.was : event;
    const ts = 'tsNs' in print ? epochMs(print.tsNs) : 'ts' in print ? print.ts : at.recvTs;
    return this.#state.market.clock.tradeDay(Number.isFinite(ts) ? ts : at.recvTs, 'equity');
  }
}

function futureFault(date: IsoDate | undefined, { recvTs }: EventPlace): Applied | undefined {
  const last = newYorkDay(recvTs) + DAYS_AHEAD_MAX;
  if (date === undefined || (parseIsoDate(date) ?? NaN) <= last) return undefined;
  return rejected(`date: expected a date up to ${isoDate(last)}, was ${date}`);
}
