import {
  type Alert, type FeedEvent, type FeedInfo, type FlowOutput, type IsoDate, type Quote, type RawKind, rankOf, type Reference,
  TapewireError, type Trade, type TradePrint,
} from '@tapewire/contracts';
import type { DayNumber } from './calendar/dates.ts';
import { actingRow, cancelChange, type Change, correctedTo, correctionChange, unmatchedRow } from './corrections.ts';
import { addVolume, epochMs, openPrint, type PrintPlace } from './enrich.ts';
import { FLAG, flagsOf } from './flags.ts';
import { isBlock, isGolden, isOpening, isUnusual } from './labels/labels.ts';
import { SCORE_VERSION, scoreOf } from './labels/score.ts';
import type { OrderBook } from './orders/order-book.ts';
import type { Print } from './print.ts';
import { parseKey } from './seen.ts';
import type { StateChunk } from './state/chunks.ts';
import type { TradedContract } from './state/contract-book.ts';
import type { FoundPrint } from './state/print-log.ts';
import { type CancelChoice, summarize } from './symbols/conditions.ts';
import type { TapeConfig } from './tape-config.ts';
import { TapeState } from './tape-state.ts';

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

/**
 * The state of one partition and what it makes of each record: a function of the raw log alone. Two tapes that were given
 * the same records, or one restored from the other's snapshot, answer byte for byte the same.
 */
export class PartitionTape {
  readonly #p: number;
  readonly #state: TapeState;

  constructor(p: number, config: TapeConfig) {
    this.#p = p;
    this.#state = new TapeState(p, config);
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
        return this.#trade(event, at, line);
      case 'cancel':
        return this.#cancel(event, at, summarize(event.conditions).cancel ?? 'latest');
      case 'correction':
        return this.#correct(event.was, event.now, at);
      case 'quote':
        return this.#quote(event.contract, event.quote, event.ts, line);
      case 'underlying':
        return this.#underlying(event.underlying, event.price, event.ts, line);
      case 'openInterest':
        return this.#openInterest(event.contract, event.oi, event.date);
      case 'clock':
        return this.#clock(event.ts, event.line, event.feed);
      case 'gap':
        this.#state.market.lines.gap(event.line);
        return { ...NOTHING, flow: [{ type: 'gap', line: event.line, from: event.from, to: event.to, reason: event.reason }] };
      case 'reference':
        return this.#reference(event.reference);
      case 'config':
        return this.#configure(event.version, event.config);
    }
  }

  #trade(event: TradePrint, at: EventPlace, line: string | undefined): Applied {
    const { cancel } = summarize(event.conditions);
    if (cancel !== undefined) return this.#cancel(event, at, cancel);
    const contract = this.#state.market.contracts.traded(event.contract);
    if (contract === undefined) return badContract(event);
    const fault = printFault(event);
    if (fault !== undefined) return rejected(fault);
    const { market, orders, flow, prints, rules, config } = this.#state;
    const lacksConditions = event.conditions === undefined && market.lines.lacks(line, 'conditions');
    const print = openPrint(market, config, this.#place(at), contract, event, lacksConditions);
    addVolume(print.draft, market.days.addVolume(contract.number, print.tradeDay, event.size));
    const isLate = (print.flags & FLAG.late) !== 0;
    if (!isLate) label(print, orders, config);
    print.draft.flags = flagsOf(print.flags);
    const told = flow.reach(print.draft.ts);
    flow.add(print.draft, print.flags, print.draft.premium ?? 0, event.size, 1);
    prints.add(print, config.printsKept);
    return { trades: [print.draft], alerts: rules.see(print.draft, print.tradeDay, !isLate), flow: told };
  }

  #cancel(event: TradePrint, at: EventPlace, choice: CancelChoice): Applied {
    const contract = this.#state.market.contracts.traded(event.contract);
    if (contract === undefined) return badContract(event);
    const fault = printFault(event);
    if (fault !== undefined) return rejected(fault);
    const found = this.#find(contract, event, choice);
    const place = this.#place(at);
    if (found === undefined) return this.#unmatched('cancel', contract, event, place);
    this.#state.prints.restate(found.number, found.price, 0);
    this.#put(contract, found, cancelChange(contract, found));
    return { ...NOTHING, trades: [actingRow('cancel', found.row, place)] };
  }

  #correct(was: TradePrint, now: TradePrint, at: EventPlace): Applied {
    const contract = this.#state.market.contracts.traded(was.contract);
    if (contract === undefined) return badContract(was);
    const fault = printFault(was) ?? printFault(now);
    if (fault !== undefined) return rejected(fault);
    if (now.contract !== was.contract) return rejected(`correction: expected contract ${was.contract} to stay, was ${now.contract}`);
    const found = this.#find(contract, was, 'latest');
    const place = this.#place(at);
    const corrected = correctedTo(contract, now);
    if (found === undefined) {
      const [row] = this.#unmatched('correct', contract, was, place).trades;
      return row === undefined ? NOTHING : { ...NOTHING, trades: [{ ...row, corrected }] };
    }
    this.#state.prints.restate(found.number, now.price, now.size);
    this.#put(contract, found, correctionChange(contract, found, now));
    return { ...NOTHING, trades: [{ ...actingRow('correct', found.row, place), corrected }] };
  }

  /** Puts right what an earlier print was counted in. */
  #put(contract: TradedContract, { row, tradeDay, flags }: FoundPrint, change: Change): void {
    const { market, orders, flow, rules } = this.#state;
    market.days.addVolume(contract.number, tradeDay, change.size);
    flow.add(row, flags, change.premium, change.size, change.prints);
    if (row.order !== undefined) orders.adjust(row.order.id, change);
    if ((flags & FLAG.late) === 0) rules.adjust(row.underlying, tradeDay, change);
  }

  #find(contract: TradedContract, print: TradePrint, choice: CancelChoice): FoundPrint | undefined {
    const day = this.#state.market.clock.tradeDay(epochMs(print.tsNs), contract.sessions);
    return this.#state.prints.find(contract, day, print, choice);
  }

  #unmatched(kind: 'cancel' | 'correct', contract: TradedContract, event: TradePrint, place: PrintPlace): Applied {
    const print = openPrint(this.#state.market, this.#state.config, place, contract, event, false);
    const volume = this.#state.market.days.addVolume(contract.number, print.tradeDay, 0);
    print.draft.flags = flagsOf(print.flags);
    return { ...NOTHING, trades: [unmatchedRow(kind, print.draft, volume)] };
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

  #clock(ts: number, line: string, feed: FeedInfo | undefined): Applied {
    if (!Number.isFinite(ts)) return rejected(`ts: expected epoch milliseconds, was ${ts}`);
    const { market, orders, flow, config } = this.#state;
    orders.tick(ts, config);
    const told = flow.clock(ts);
    if (feed !== undefined && market.lines.describe(line, feed)) told.push({ type: 'feed', line, feed });
    return told.length === 0 ? NOTHING : { ...NOTHING, flow: told };
  }

  #reference(reference: Reference): Applied {
    const { market } = this.#state;
    switch (reference.type) {
      case 'openInterestComplete':
        market.days.completeOpenInterest(reference.date, reference.underlying);
        return NOTHING;
      case 'multiplier':
        market.contracts.setMultiplier(reference.root, reference.multiplier);
        if (reference.underlying !== undefined) market.contracts.setRoot(reference.root, reference.underlying);
        return NOTHING;
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
    const ts = 'tsNs' in event ? epochMs(event.tsNs) : 'ts' in event ? event.ts : at.recvTs;
    return this.#state.market.clock.tradeDay(Number.isFinite(ts) ? ts : at.recvTs, 'equity');
  }

  #place(at: EventPlace): PrintPlace {
    return { p: this.#p, off: at.off, recvTs: at.recvTs, rank: rankOf(this.#state.nextTick(at.recvTs), this.#p) };
  }
}

/** Flags and score that follow from a print's order and its contract's day. */
function label(print: Print, orders: OrderBook, config: TapeConfig): void {
  if (isOpening(print)) print.flags |= FLAG.opening;
  orders.join(print, config);
  if (isBlock(print, config)) print.flags |= FLAG.block;
  if (isUnusual(print, config)) print.flags |= FLAG.unusual;
  if (isGolden(print, config)) print.flags |= FLAG.golden;
  print.draft.score = scoreOf(print);
  print.draft.scoreVersion = SCORE_VERSION;
}

const badContract = (print: TradePrint): Applied =>
  rejected(`contract: expected an OSI symbol, was ${JSON.stringify(print.contract)}`);

/** What is wrong with a print's numbers, or undefined. */
function printFault(print: TradePrint): string | undefined {
  if (!(Number.isFinite(print.price) && print.price >= 0)) return `price: expected a number not below 0, was ${print.price}`;
  if (!(Number.isSafeInteger(print.size) && print.size > 0)) return `size: expected a whole number above 0, was ${print.size}`;
  if (!/^\d{13,19}$/.test(print.tsNs)) return `tsNs: expected nanoseconds since 1970, was ${JSON.stringify(print.tsNs)}`;
  return undefined;
}
