import { isObject, type JsonObject } from '../fields/json.ts';

/** Fields asked for, by type of event and in the order in which the compact format gives them. */
export const EVENT_FIELDS = {
  TimeAndSale: ['eventType', 'eventSymbol', 'time', 'timeNanoPart', 'sequence', 'exchangeCode', 'price', 'size', 'bidPrice', 'askPrice', 'exchangeSaleConditions', 'aggressorSide', 'spreadLeg', 'validTick', 'type'],
  Quote: ['eventType', 'eventSymbol', 'bidTime', 'bidPrice', 'bidSize', 'askTime', 'askPrice', 'askSize'],
  Summary: ['eventType', 'eventSymbol', 'dayId', 'openInterest'],
} as const;

/** Fields of each type of event, as the server says it sends them. */
export type EventFields = ReadonlyMap<string, readonly string[]>;

export const ASKED_FIELDS: EventFields = new Map<string, readonly string[]>(Object.entries(EVENT_FIELDS));

/** The fields that a FEED_CONFIG names, over those known before. */
export function configuredFields(eventFields: unknown, before: EventFields): EventFields {
  if (!isObject(eventFields)) return before;
  const named = Object.entries(eventFields).flatMap(([type, fields]): [string, string[]][] =>
    Array.isArray(fields) ? [[type, fields.map(String)]] : []);
  return new Map([...before, ...named]);
}

/**
 * The events of a FEED_DATA: whole objects, or in the compact format `[type, [values of all events one after another]]`.
 * A server may choose either, whichever was asked for. Undefined for what is neither.
 */
export function eventsOf(data: unknown, fields: EventFields): readonly JsonObject[] | undefined {
  if (!Array.isArray(data)) return undefined;
  if (data.every(isObject)) return data;
  const events: JsonObject[] = [];
  for (let i = 0; i + 1 < data.length; i += 2) {
    const type: unknown = data[i];
    const values: unknown = data[i + 1];
    const names = typeof type === 'string' ? fields.get(type) : undefined;
    if (names === undefined || !Array.isArray(values) || values.length % names.length !== 0) return undefined;
    for (let at = 0; at < values.length; at += names.length) {
      events.push(Object.fromEntries(names.map((name, j): [string, unknown] => [name, values[at + j]])));
    }
  }
  return data.length % 2 === 0 ? events : undefined;
}
