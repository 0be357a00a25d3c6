/** How values of a field are written and compared. */
export type FieldType = 'tag' | 'tags' | 'number' | 'date' | 'time' | 'instant';

/** One field of the language as people read it: the source of docs/filters.md and of completion. */
export interface FieldEntry {
  readonly name: string;
  readonly type: FieldType;
  /** Whether a trade may lack it. */
  readonly absent: boolean;
  readonly example: string;
  readonly meaning: string;
  readonly aliases?: readonly string[];
}

const field = (
  name: string, type: FieldType, absent: 'always' | 'maybe', example: string, meaning: string, ...aliases: string[]
): FieldEntry => ({ name, type, absent: absent === 'maybe', example, meaning, ...(aliases.length === 0 ? {} : { aliases }) });

/** Every field that can be filtered on, in the order of TRADE_COLUMNS; `time` is a second view of `ts`. */
export const FIELD_TABLE: readonly FieldEntry[] = [
  field('id', 'tag', 'always', 'id:3-118', 'position of the trade, `<partition>-<offset>`'),
  field('kind', 'tag', 'always', '-kind:cancel', 'trade, cancel or correct'),
  field('ref', 'tag', 'maybe', 'ref:3-118', 'id of the trade that a cancel or correction acts on'),
  field('ts', 'instant', 'always', 'ts>=2026-12-18T09:30', 'time of the print: epoch milliseconds, or a date-time (New York unless it has a zone)'),
  field('time', 'time', 'always', 'time:09:30..10:00', 'New York time of day of the print; `time:09:35` is that whole minute'),
  field('recvTs', 'instant', 'always', 'recvTs<2026-12-18T21:00Z', 'time of receipt by the ingestor, written as `ts`'),
  field('tsNs', 'tag', 'always', 'tsNs:1797604500123456789', 'time of the print in nanoseconds, to find one print'),
  field('contract', 'tag', 'always', 'contract:SPXW261218C06000000', 'OSI symbol; padding and `O:` are accepted'),
  field('underlying', 'tag', 'always', 'ticker:NVDA,BRK/B', 'canonical ticker; `BRKB` and `BRK/B` mean `BRK.B`', 'ticker', 'symbol'),
  field('root', 'tag', 'always', 'root:SPXW', 'option root as OPRA writes it'),
  field('exp', 'date', 'always', 'exp:2026-12-18,2027-01-15..2027-03-31', 'expiration', 'expiration', 'expiry'),
  field('right', 'tag', 'always', 'right:call', 'call or put'),
  field('strike', 'number', 'always', 'strike:250..300', 'US dollars'),
  field('expType', 'tag', 'maybe', 'expType:weekly,monthly', 'kind of expiration'),
  field('settle', 'tag', 'maybe', 'settle:am', 'settlement in the morning or the afternoon'),
  field('multiplier', 'number', 'maybe', '-multiplier:100', 'shares of one contract'),
  field('price', 'number', 'always', 'price:0.05..1', 'US dollars'),
  field('size', 'number', 'always', 'size:100..500', 'contracts'),
  field('premium', 'number', 'maybe', 'premium>=1M', 'price × size × multiplier, US dollars'),
  field('exchange', 'tag', 'maybe', 'exchange:C,N', 'OPRA participant letter'),
  field('conditions', 'tags', 'maybe', 'conditions:I', 'OPRA condition letters; upper and lower case differ', 'condition'),
  field('tradeDate', 'date', 'always', 'tradeDate:2026-12-18', 'the trading day it belongs to', 'date'),
  field('session', 'tag', 'maybe', 'session:rth', 'regular, global or curb session'),
  field('bid', 'number', 'maybe', 'bid>0', 'bid in force, US dollars'),
  field('ask', 'number', 'maybe', 'ask<=0.05', 'ask in force, US dollars'),
  field('bidSize', 'number', 'maybe', 'bidSize>=10', 'contracts bid for'),
  field('askSize', 'number', 'maybe', 'askSize<10', 'contracts offered'),
  field('fill', 'number', 'maybe', 'fill>=0.9', '(price − bid) / (ask − bid)'),
  field('side', 'tag', 'always', 'side:ask,aboveAsk', 'where the price lay against the quote'),
  field('sentiment', 'tag', 'always', 'sentiment:bullish', 'bullish, bearish or neutral'),
  field('spot', 'number', 'maybe', 'spot:180..200', 'price of the underlying then, US dollars'),
  field('otm', 'number', 'maybe', 'otm:5..20', 'percent out of the money, negative: in'),
  field('dte', 'number', 'always', 'dte<=30', 'days from the trading day to the expiration'),
  field('iv', 'number', 'maybe', 'iv>0.8', 'implied volatility, 0.8 = 80 %'),
  field('delta', 'number', 'maybe', 'delta:-0.3..-0.2', 'Black–Scholes delta'),
  field('gamma', 'number', 'maybe', 'gamma>=0.05', 'Black–Scholes gamma'),
  field('theta', 'number', 'maybe', 'theta<-0.1', 'Black–Scholes theta'),
  field('vega', 'number', 'maybe', 'vega>0.2', 'Black–Scholes vega'),
  field('volume', 'number', 'always', 'volume>oi', 'day volume of the contract, this trade included'),
  field('oi', 'number', 'maybe', 'oi>=1000', 'open interest last known', 'openInterest'),
  field('oiDate', 'date', 'maybe', 'oiDate>=2026-12-17', 'day of that open interest'),
  field('volOi', 'number', 'maybe', 'volOi>=1.25', 'volume / open interest'),
  field('flags', 'tags', 'maybe', 'flag:sweep,block', 'marks of the trade', 'flag'),
  field('order.id', 'tag', 'maybe', 'order.id:3-118', 'the order this print belongs to'),
  field('order.prints', 'number', 'maybe', 'order.prints>=5', 'prints of the order so far'),
  field('order.exchanges', 'number', 'maybe', 'order.exchanges>1', 'exchanges of the order so far'),
  field('order.size', 'number', 'maybe', 'order.size>=1k', 'contracts of the order so far'),
  field('order.premium', 'number', 'maybe', 'order.premium>=5M', 'premium of the order so far, US dollars'),
  field('order.legs', 'tags', 'maybe', 'order.legs:SPXW261218C06000000', 'contracts of the order\'s legs'),
  field('order.strategy', 'tag', 'maybe', 'order.strategy:"vertical"', 'strategy of the order; case does not matter', 'strategy'),
  field('order.net', 'number', 'maybe', 'order.net<0', 'net premium paid (received: negative), US dollars'),
  field('score', 'number', 'maybe', 'score>=80', 'how remarkable, 0 to 100'),
  field('scoreVersion', 'number', 'maybe', 'scoreVersion:1', 'version of the score\'s formula'),
  field('rank', 'number', 'always', 'rank>0', 'order of all trades of an installation'),
  field('corrected.price', 'number', 'maybe', 'corrected.price>0', 'of a correction: the price that takes effect'),
  field('corrected.size', 'number', 'maybe', 'corrected.size>=100', 'of a correction: the size that takes effect'),
  field('corrected.premium', 'number', 'maybe', 'corrected.premium>=1M', 'of a correction: the premium that takes effect'),
  field('issueType', 'tag', 'maybe', 'issueType:etf,index', 'kind of the underlying, by reference data', 'issue'),
  field('sector', 'tag', 'maybe', 'sector:semiconductors', 'sector of the underlying, by reference data'),
  field('spotChange', 'number', 'maybe', 'spotChange<=-3', 'percent by which the underlying is above its previous close', 'change'),
];
