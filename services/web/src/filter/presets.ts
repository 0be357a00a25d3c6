import { isRecord, isText, savedStore } from '../state/saved.ts';

export interface NamedFilter {
  readonly name: string;
  readonly filter: string;
}

/** Filters that traders start from; the same language as the box, so each can be edited further. */
export const PRESETS: readonly NamedFilter[] = [
  { name: 'Everything', filter: '' },
  { name: 'Whales', filter: 'premium>=1M' },
  { name: 'Sweeps at the ask', filter: 'flag:sweep side:ask,aboveAsk premium>=50k' },
  { name: 'Golden sweeps', filter: 'flag:golden' },
  { name: 'Opening', filter: 'flag:opening premium>=25k' },
  { name: 'Short-dated OTM', filter: 'dte<=7 otm:2..20 premium>=20k' },
  { name: 'Calls bought', filter: 'right:call side:ask,aboveAsk -flag:multileg premium>=50k' },
  { name: 'Puts bought', filter: 'right:put side:ask,aboveAsk -flag:multileg premium>=50k' },
  { name: 'Repeated hits', filter: 'flag:repeat' },
  { name: 'Unusual', filter: 'flag:unusual' },
  { name: 'Size over open interest', filter: 'size>oi size>=100' },
  { name: 'Big multi-leg', filter: 'flag:multileg order.premium>=250k' },
  { name: 'Without index and mega-caps', filter: '-ticker:SPX,SPY,QQQ,IWM,NDX,VIX,AAPL,NVDA,TSLA,AMZN,MSFT,META,GOOGL premium>=50k' },
];

const isNamedFilters = (value: unknown): value is readonly NamedFilter[] =>
  Array.isArray(value) && value.every((item) => isRecord(item) && isText(item['name']) && isText(item['filter']));

/** The user's own filters. */
export const savedFilters = savedStore<readonly NamedFilter[]>('filters', [], isNamedFilters);

export const saveFilter = (named: NamedFilter): void => {
  savedFilters.update((all) => [...all.filter(({ name }) => name !== named.name), named]);
};
export const forgetFilter = (name: string): void => {
  savedFilters.update((all) => all.filter((named) => named.name !== name));
};
