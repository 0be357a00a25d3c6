import type { RawKind } from '@tapewire/contracts';
import { isObject, type JsonObject } from '../fields/json.ts';
import { show } from '../fields/malformed.ts';
import type { Reaction } from '../live/protocol.ts';
import { Reading } from '../live/reading.ts';
import { genericCodec } from './generic-codec.ts';

const KINDS: readonly RawKind[] = ['trade', 'cancel', 'correction', 'quote', 'underlying', 'openInterest'];

/** The JSON object of a line or message; what is none is refused. */
export function readMessage(text: string, reading: Reading): JsonObject | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    reading.reject(`message: expected JSON, was ${JSON.stringify(text.slice(0, 80))}`, text);
    return undefined;
  }
  if (isObject(message)) return message;
  reading.reject('message: expected a JSON object', text);
  return undefined;
}

/** What a message is about; an unknown type is refused. */
export function kindOf({ type }: JsonObject, text: string, reading: Reading): RawKind | undefined {
  const kind = KINDS.find((known) => known === type);
  if (kind === undefined) reading.reject(`type: expected one of ${KINDS.join(', ')}, heartbeat, was ${show(type)}`, text);
  return kind;
}

/** Reads a message of a log that numbers its messages itself (a Kafka topic): as the generic feed, but without `seq`. */
export function readGenericMessage(text: string): Pick<Reaction, 'records' | 'rejects'> {
  const reading = new Reading(genericCodec);
  const message = readMessage(text, reading);
  if (message === undefined || message['type'] === 'heartbeat') return reading;
  const kind = kindOf(message, text, reading);
  if (kind !== undefined) reading.text(kind, text);
  return reading;
}
