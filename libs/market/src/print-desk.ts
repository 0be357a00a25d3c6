import { rankOf, type TradePrint } from '@tapewire/contracts';
import { type Applied, type EventPlace, NOTHING, rejected } from './applied.ts';
import { actingRow, changeOf, correctedTo, type Terms, termsOf, unmatchedRow } from './corrections.ts';
import { addVolume, epochMs, openPrint, type PrintPlace } from './enrich.ts';
import { FLAG, flagsOf } from './flags.ts';
import { isBlock, isGolden, isOpening, isUnusual } from './labels/labels.ts';
import { SCORE_VERSION, scoreOf } from './labels/score.ts';
import type { OrderBook } from './orders/order-book.ts';
import type { Print } from './print.ts';
import type { TradedContract } from './state/contract-book.ts';
import type { FoundPrint } from './state/print-log.ts';
import { type CancelChoice, summarize } from './symbols/conditions.ts';
import type { TapeConfig } from './tape-config.ts';
import type { TapeState } from './tape-state.ts';

/** What a partition does with prints, and with what takes them back or changes them. */
export class PrintDesk {
  readonly #p: number;
  readonly #state: TapeState;

  constructor(p: number, state: TapeState) {
    this.#p = p;
    this.#state = state;
  }

  /** A print: enriched, counted, labelled; or a cancel, if its condition says so. */
  trade(event: TradePrint, at: EventPlace, line: string | undefined): Applied {
    const { cancel } = summarize(event.conditions);
    if (cancel !== undefined) return this.cancel(event, at, cancel);
    const contract = this.#state.market.contracts.traded(event.contract);
    if (contract === undefined) return badContract(event);
    const fault = printFault(event);
    if (fault !== undefined) return rejected(fault);
    const { market, orders, flow, prints, flagged, rules, config } = this.#state;
    const lacksConditions = event.conditions === undefined && market.lines.lacks(line, 'conditions');
    const print = openPrint(market, config, this.#place(at), contract, event, lacksConditions);
    addVolume(print.draft, market.days.addVolume(contract.number, print.tradeDay, event.size));
    if (market.lines.isRecovered(line, print.draft.ts)) print.flags |= FLAG.recovered;
    const isLate = (print.flags & FLAG.late) !== 0;
    if (!isLate) label(print, orders, config);
    print.draft.flags = flagsOf(print.flags);
    const told = flow.reach(print.draft.ts);
    flow.add(print.draft, print.flags);
    prints.add(print, config.printsKept);
    flagged.note(print, config.largePremium);
    return { trades: [print.draft], alerts: rules.see(print.draft, print.tradeDay, !isLate), flow: told };
  }

  /** Takes an earlier print back. */
  cancel(event: TradePrint, at: EventPlace, choice: CancelChoice): Applied {
    const contract = this.#state.market.contracts.traded(event.contract);
    if (contract === undefined) return badContract(event);
    const fault = printFault(event);
    if (fault !== undefined) return rejected(fault);
    const found = this.#find(contract, event, choice);
    const place = this.#place(at);
    if (found === undefined) return this.#unmatched('cancel', contract, event, place);
    this.#state.prints.restate(found.number, found.price, 0);
    this.#putRight(contract, found, undefined);
    return { ...NOTHING, trades: [actingRow('cancel', found.row, place)] };
  }

  /** Changes the terms of an earlier print. */
  correct(was: TradePrint, now: TradePrint, at: EventPlace): Applied {
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
    this.#putRight(contract, found, termsOf(contract, found.row, now));
    return { ...NOTHING, trades: [{ ...actingRow('correct', found.row, place), corrected }] };
  }

  /** Puts right what an earlier print was counted in. `now`: what it stands for from now on; nothing, if it is cancelled. */
  #putRight(contract: TradedContract, found: FoundPrint, now: Terms | undefined): void {
    const { row, tradeDay, flags } = found;
    const was = termsOf(contract, row, found);
    const change = changeOf(was, now);
    const { market, orders, flow, flagged, rules } = this.#state;
    market.days.addVolume(contract.number, tradeDay, change.size);
    flow.restate(row, flags, was, now);
    if (row.order !== undefined) {
      orders.adjust(row.order.id, found, change);
      flagged.adjust(row.order.id, contract, change.size);
    }
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
