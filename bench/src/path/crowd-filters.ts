import { SIZE_MAX, TICKERS } from './flat-file.ts';

/** Size from which on the filters of one ticker begin: 17 of each pass about ten rows a trade together with 1,000 clients. */
const SIZE_FROM = 14;

/** Filters of clients, all distinct up to some 2,000: one ticker each, and a size of its own. */
export const crowdFilter = (client: number): string =>
  `ticker:${TICKERS[client % TICKERS.length] ?? ''} size>=${SIZE_FROM + (Math.floor(client / TICKERS.length) % (SIZE_MAX - SIZE_FROM))}`;
