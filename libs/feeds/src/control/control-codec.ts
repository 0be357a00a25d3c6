import { type FeedCodec, type FeedEvent, type FeedInfo, ISSUE_TYPES, type IssueType, type Reference } from '@tapewire/contracts';
import { isObject, type JsonObject, optional, parseObject } from '../fields/json.ts';
import { malformed } from '../fields/malformed.ts';
import { count, isoDate, price, ticker } from '../fields/values.ts';

/** `source` of the records that Tapewire itself puts on the raw log. */
export const CONTROL_SOURCE = 'tapewire';

/** An installation may set no other rate either. */
const [RATE_MIN, RATE_MAX] = [-0.1, 1] as const;
/** Keeps premiums finite. */
const MULTIPLIER_MAX = 1_000_000;

function text(field: string, was: unknown): string {
  if (typeof was !== 'string' || was === '') throw malformed(field, 'a text', was);
  return was;
}

function finite(field: string, was: unknown): number {
  if (typeof was !== 'number' || !Number.isFinite(was)) throw malformed(field, 'a finite number', was);
  return was;
}

/** Any point of time or span in milliseconds; before a source's first record its time is 0. */
function millis(field: string, was: unknown): number {
  if (finite(field, was) !== was || was < 0) throw malformed(field, 'milliseconds, 0 or more', was);
  return was;
}

const isIssueType = (was: unknown): was is IssueType => ISSUE_TYPES.some((type) => type === was);

function issueType(field: string, was: unknown): IssueType {
  if (!isIssueType(was)) throw malformed(field, `one of ${ISSUE_TYPES.join(', ')}`, was);
  return was;
}

/** Sectors are written as they are filtered on. */
function sector(field: string, was: unknown): string {
  if (typeof was !== 'string' || !/^[a-z][a-z0-9-]{0,31}$/.test(was)) throw malformed(field, 'small letters, digits and dashes', was);
  return was;
}

function feedInfo(field: string, was: unknown): FeedInfo {
  if (!isObject(was)) throw malformed(field, 'an object { name, source, delay, lacks }', was);
  const lacks = was['lacks'];
  if (!Array.isArray(lacks)) throw malformed(`${field}.lacks`, 'a list of texts', lacks);
  return {
    name: text(`${field}.name`, was['name']),
    source: text(`${field}.source`, was['source']),
    delay: millis(`${field}.delay`, was['delay']),
    lacks: lacks.map((lack: unknown, i) => text(`${field}.lacks[${i}]`, lack)),
  };
}

const REFERENCES: Readonly<Record<Reference['type'], (from: JsonObject) => Reference>> = {
  openInterestComplete: (from) => {
    const underlying = optional('underlying', from['underlying'], ticker);
    return { type: 'openInterestComplete', date: isoDate('date', from['date']), ...(underlying === undefined ? {} : { underlying }) };
  },
  multiplier: (from) => {
    const multiplier = finite('multiplier', from['multiplier']);
    if (multiplier <= 0 || multiplier > MULTIPLIER_MAX) throw malformed('multiplier', `a number above 0, at most ${MULTIPLIER_MAX}`, multiplier);
    const underlying = optional('underlying', from['underlying'], ticker);
    return { type: 'multiplier', root: text('root', from['root']), multiplier, ...(underlying === undefined ? {} : { underlying }) };
  },
  previousClose: (from) => {
    const close = price('price', from['price']);
    if (close === 0) throw malformed('price', 'a number above 0', close);
    const date = optional('date', from['date'], isoDate);
    return { type: 'previousClose', underlying: ticker('underlying', from['underlying']), price: close, ...(date === undefined ? {} : { date }) };
  },
  issue: (from) => {
    const type = optional('issueType', from['issueType'], issueType);
    const inSector = optional('sector', from['sector'], sector);
    return {
      type: 'issue',
      underlying: ticker('underlying', from['underlying']),
      ...(type === undefined ? {} : { issueType: type }),
      ...(inSector === undefined ? {} : { sector: inSector }),
    };
  },
  rate: (from) => {
    const rate = finite('rate', from['rate']);
    if (rate < RATE_MIN || rate > RATE_MAX) throw malformed('rate', `a number from ${RATE_MIN} to ${RATE_MAX} (0.0375 is 3.75 %)`, rate);
    return { type: 'rate', rate };
  },
  root: (from) => ({ type: 'root', root: text('root', from['root']), underlying: ticker('underlying', from['underlying']) }),
};

const isReference = (type: unknown): type is Reference['type'] => typeof type === 'string' && Object.hasOwn(REFERENCES, type);

const READERS: Readonly<Record<string, (from: JsonObject) => FeedEvent>> = {
  clock: (from) => {
    const feed = optional('feed', from['feed'], feedInfo);
    return {
      kind: 'clock',
      ts: millis('ts', from['ts']),
      line: text('line', from['line']),
      acked: count('acked', from['acked'], 0),
      ...(feed === undefined ? {} : { feed }),
    };
  },
  gap: (from) => ({
    kind: 'gap',
    line: text('line', from['line']),
    from: millis('from', from['from']),
    to: millis('to', from['to']),
    reason: text('reason', from['reason']),
    ...(from['filled'] === true ? { filled: true } : {}),
  }),
  reference: (from) => {
    const type = from['type'];
    if (!isReference(type)) throw malformed('type', `one of ${Object.keys(REFERENCES).join(', ')}`, type);
    return { kind: 'reference', reference: REFERENCES[type](from) };
  },
  config: (from) => ({ kind: 'config', version: count('version', from['version'], 0), config: from['config'] }),
};

/** Records of Tapewire's own: clock, gap, reference and config, each the JSON of its event without `kind`. */
export const controlCodec: FeedCodec = {
  source: CONTROL_SOURCE,
  decode: (kind, value) => {
    const read = READERS[kind];
    if (!read) throw malformed('kind', `one of ${Object.keys(READERS).join(', ')}`, kind);
    return read(parseObject(value));
  },
};

/** The value of a control record, which `controlCodec` reads back. */
export function encodeControl(event: Extract<FeedEvent, { kind: 'clock' | 'gap' | 'reference' | 'config' }>): string {
  return JSON.stringify(event.kind === 'reference' ? event.reference : { ...event, kind: undefined });
}
