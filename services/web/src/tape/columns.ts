import { child, cutChildren, setClass, setText } from './cell-tools.ts';
import { change, count, expiration, fixed, millis, money, percent, strike, timeOfDay, UNKNOWN } from './format.ts';
import { flagsInOrder, FLAG_MARKS, premiumShare, premiumStep, sectorName, SENTIMENT_MARKS, SIDE_MARKS, strategyName, toneOf } from './marks.ts';
import type { Print } from './print.ts';
import type { Line } from './print-list.ts';
import { asCorrected } from './standing.ts';

export interface Look {
  readonly zone: 'ny' | 'local';
}

export interface TapeColumn {
  readonly id: string;
  readonly title: string;
  /** For screen readers and the column menu. */
  readonly name: string;
  readonly width: number;
  readonly align: 'left' | 'right' | 'center';
  readonly paint: (cell: HTMLElement, line: Line, look: Look) => void;
  /** The value in CSV and copies. */
  readonly value: (print: Print) => string | number | null;
}

type Part = Pick<TapeColumn, 'id' | 'title' | 'name' | 'width'>;
const part = (id: string, title: string, name: string, width: number): Part => ({ id, title, name, width });

/** A column that is plain text on the right. */
const figure = (base: Part, text: (line: Line) => string, value: TapeColumn['value'], tone = ''): TapeColumn => ({
  ...base,
  align: 'right',
  value,
  paint: (cell, line) => {
    const shown = text(line);
    setText(cell, shown);
    cell.classList.toggle('unknown', shown === UNKNOWN);
    if (tone !== '') cell.classList.add(tone);
  },
});

/** An order's own figure on its folded line, else the print's. */
const whole = (line: Line, ofOrder: number | null, ofPrint: number | null): number | null => (line.whole ? (ofOrder ?? ofPrint) : ofPrint);
const premiumOf = (line: Line): number | null => whole(line, line.print.orderPremium, asCorrected(line.print).premium);
const sizeOf = (line: Line): number | null => whole(line, line.print.orderSize, asCorrected(line.print).size);

function paintSide(cell: HTMLElement, { print }: Line): void {
  const mark = SIDE_MARKS[print.side];
  setClass(child(cell, 0, 'i'), `gauge at-${print.side} ${print.sentiment}`);
  child(child(cell, 0, 'i'), 0, 'i');
  setText(child(cell, 1), mark?.letters ?? '');
  cell.title = mark?.name ?? '';
  cell.setAttribute('aria-label', mark?.name ?? '');
}

function paintPremium(cell: HTMLElement, line: Line): void {
  const premium = premiumOf(line);
  const bar = child(cell, 0, 'i');
  bar.style.transform = `scaleX(${premiumShare(premium).toFixed(3)})`;
  const text = child(cell, 1);
  setText(text, money(premium));
  setClass(text, `money step-${premiumStep(premium)}${premium === null ? ' unknown' : ''}`);
}

function paintFlags(cell: HTMLElement, { print }: Line): void {
  let place = 0;
  if (print.kind !== 'trade') {
    const chip = child(cell, place++);
    setText(chip, print.kind === 'cancel' ? 'CANCEL' : 'CORR');
    setClass(chip, 'chip void');
    chip.title = print.corrected === null ? 'cancels a print' : `corrects a print of ${count(print.size)} at ${fixed(print.price, 2)}`;
  }
  for (const flag of flagsInOrder(print.flags)) {
    const mark = FLAG_MARKS[flag];
    // Every sweep is made of intermarket sweep orders.
    if (mark === undefined || (flag === 'iso' && print.flags.includes('sweep'))) continue;
    const chip = child(cell, place++);
    setText(chip, mark.letters);
    setClass(chip, `chip ${mark.tone} flag-${flag}`);
    chip.title = mark.name;
  }
  cutChildren(cell, place);
}

function paintOrder(cell: HTMLElement, { print, folded, inner }: Line): void {
  const prints = print.orderPrints ?? 0;
  const text = inner ? print.exchange : prints > 1 || folded > 0 ? `${Math.max(prints, folded)}×` : '';
  setClass(child(cell, 0), `twist${folded > 0 ? ' folded' : ''}`);
  setText(child(cell, 1), text);
  setText(child(cell, 2), strategyName(print.strategy));
  setClass(child(cell, 2), 'strategy');
}

const clockColumn: TapeColumn = {
  ...part('time', 'Time', 'time of the print', 88),
  align: 'left',
  value: (print) => new Date(print.ts).toISOString(),
  paint: (cell, { print }, look) => {
    setText(child(cell, 0), timeOfDay(print.ts, look.zone));
    setText(child(cell, 1), millis(print.ts));
    setClass(child(cell, 1), 'millis');
  },
};

/** Every column of the tape, in its default order. */
export const TAPE_COLUMNS: readonly TapeColumn[] = [
  clockColumn,
  {
    ...part('sentiment', '', 'sentiment', 18), align: 'center', value: (print) => print.sentiment,
    paint: (cell, { print }) => {
      const mark = SENTIMENT_MARKS[print.sentiment];
      setClass(child(cell, 0), `sentiment ${print.sentiment}`);
      cell.title = mark ?? '';
      cell.setAttribute('aria-label', mark ?? '');
    },
  },
  {
    ...part('ticker', 'Ticker', 'underlying', 54), align: 'left', value: (print) => print.underlying,
    paint: (cell, { print }) => {
      setText(child(cell, 0), print.underlying);
      setClass(child(cell, 0), 'ticker');
    },
  },
  figure(part('strike', 'Strike', 'strike', 54), ({ print }) => strike(print.strike), (print) => print.strike, 'strong'),
  {
    ...part('right', 'C/P', 'call or put', 30), align: 'center', value: (print) => print.right,
    paint: (cell, { print }) => {
      const badge = child(cell, 0);
      setText(badge, print.right);
      setClass(badge, `right ${print.right === 'C' ? 'call' : 'put'}`);
      badge.title = print.right === 'C' ? 'call' : 'put';
    },
  },
  figure(part('exp', 'Exp', 'expiration', 64), ({ print }) => expiration(print.exp, print.dte), (print) => print.exp),
  figure(part('dte', 'DTE', 'days to expiration', 36), ({ print }) => fixed(print.dte, 0), (print) => print.dte, 'muted'),
  { ...part('side', 'Side', 'place in the spread', 66), align: 'left', value: (print) => print.side, paint: paintSide },
  figure(part('price', 'Price', 'price', 52), ({ print }) => fixed(asCorrected(print).price, 2), (print) => asCorrected(print).price),
  figure(part('size', 'Size', 'contracts', 48), (line) => count(sizeOf(line)), (print) => asCorrected(print).size),
  { ...part('premium', 'Premium', 'premium in dollars', 84), align: 'right', value: (print) => asCorrected(print).premium, paint: paintPremium },
  figure(part('spot', 'Spot', 'price of the underlying', 60), ({ print }) => fixed(print.spot, 2), (print) => print.spot, 'muted'),
  {
    ...part('spotChange', 'Chg', 'underlying since its previous close', 50), align: 'right', value: (print) => print.spotChange,
    paint: (cell, { print }) => {
      setText(child(cell, 0), change(print.spotChange));
      setClass(child(cell, 0), `change ${toneOf(print.spotChange)}`);
    },
  },
  figure(part('otm', 'OTM', 'percent out of the money', 50), ({ print }) => percent(print.otm), (print) => print.otm, 'muted'),
  figure(part('nbbo', 'Bid × Ask', 'quote in force', 94), ({ print }) => (print.bid === null || print.ask === null ? UNKNOWN : `${print.bid.toFixed(2)} × ${print.ask.toFixed(2)}`),
    (print) => (print.bid === null ? null : `${print.bid} ${String(print.ask ?? '')}`), 'muted'),
  figure(part('iv', 'IV', 'implied volatility', 48), ({ print }) => percent(print.iv === null ? null : print.iv * 100), (print) => print.iv, 'muted'),
  figure(part('delta', 'Delta', 'delta', 46), ({ print }) => fixed(print.delta, 2), (print) => print.delta, 'muted'),
  figure(part('volume', 'Volume', 'contract’s volume today', 52), ({ print }) => count(print.volume), (print) => print.volume),
  figure(part('oi', 'OI', 'open interest', 56), ({ print }) => count(print.oi), (print) => print.oi, 'muted'),
  figure(part('volOi', 'Vol/OI', 'volume over open interest', 50), ({ print }) => fixed(print.volOi, 1), (print) => print.volOi, 'muted'),
  { ...part('order', 'Order', 'prints of its order', 104), align: 'left', value: (print) => print.orderId, paint: paintOrder },
  { ...part('flags', 'Flags', 'flags', 110), align: 'left', value: (print) => [...(print.kind === 'trade' ? [] : [print.kind]), ...print.flags].join(' '), paint: paintFlags },
  figure(part('score', 'Score', 'how remarkable, 0 to 100', 44), ({ print }) => fixed(print.score, 0), (print) => print.score),
  { ...part('sector', 'Sector', 'sector of the underlying', 110), align: 'left', value: (print) => print.sector, paint: (cell, { print }) => { setText(cell, sectorName(print.sector)); cell.classList.add('muted'); } },
  figure(part('exchange', 'Ex', 'exchange', 28), ({ print }) => print.exchange || UNKNOWN, (print) => print.exchange, 'muted'),
  figure(part('conditions', 'Cond', 'sale conditions', 44), ({ print }) => print.conditions.join('') || UNKNOWN, (print) => print.conditions.join(''), 'muted'),
];

export const DEFAULT_TAPE_COLUMNS: readonly string[] = [
  'time', 'sentiment', 'ticker', 'strike', 'right', 'exp', 'dte', 'side', 'price', 'size', 'premium', 'spot', 'spotChange', 'otm', 'iv', 'volume', 'oi', 'order', 'flags',
];
/** For a tape beside an open drawer, which tells the rest. */
export const DRAWER_TAPE_COLUMNS: readonly string[] = DEFAULT_TAPE_COLUMNS.filter((id) => !['spot', 'spotChange', 'otm', 'iv'].includes(id));
/** For a tape beside another one. */
export const COMPACT_TAPE_COLUMNS: readonly string[] = ['time', 'sentiment', 'ticker', 'strike', 'right', 'exp', 'side', 'size', 'premium', 'order', 'flags'];
/** On a phone: what is needed to know what was bought, and for how much. */
export const PHONE_TAPE_COLUMNS: readonly string[] = ['time', 'ticker', 'strike', 'right', 'exp', 'side', 'premium', 'flags'];
