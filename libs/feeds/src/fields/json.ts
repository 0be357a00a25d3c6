import { malformed } from './malformed.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The one JSON object of a record. */
export function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('record', 'JSON', text);
  }
  if (!isObject(value)) throw malformed('record', 'a JSON object', value);
  return value;
}

/** `read` of a field that may be left out or null. */
export const optional = <T>(field: string, was: unknown, read: (field: string, was: unknown) => T): T | undefined =>
  was === undefined || was === null ? undefined : read(field, was);
