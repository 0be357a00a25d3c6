import { type Reference, TapewireError } from '@tapewire/contracts';
import { controlCodec, CONTROL_SOURCE, EVERY_UNDERLYING, genericCodec } from '@tapewire/feeds';
import { parseSymbol } from '@tapewire/market';

/** A line of a reference file as it goes to the raw log. */
export interface ReferenceLine {
  /** Whose partition it goes to; `*` goes to every partition. */
  readonly underlying: string;
  readonly source: string;
  readonly kind: 'openInterest' | 'reference';
  readonly value: string;
}

/**
 * Reads a line: open interest as the generic feed has it, or any of the `reference` records (a complete set, a multiplier, a
 * rate, a root, a previous close, an underlying's kind and sector). Throws RECORD_MALFORMED naming the field.
 */
export function readReferenceLine(value: string): ReferenceLine {
  const type = typeOf(value);
  if (type === 'openInterest') {
    const event = genericCodec.decode('openInterest', value);
    const contract = event.kind === 'openInterest' ? parseSymbol(event.contract) : undefined;
    if (contract === undefined) throw new TapewireError('RECORD_MALFORMED', 'symbol: expected an OSI symbol');
    return { underlying: contract.underlying, source: genericCodec.source, kind: 'openInterest', value };
  }
  const event = controlCodec.decode('reference', value);
  const underlying = event.kind === 'reference' ? aboutOne(event.reference) : undefined;
  return { underlying: underlying ?? EVERY_UNDERLYING, source: CONTROL_SOURCE, kind: 'reference', value };
}

/** The one underlying that a record is about. */
function aboutOne(reference: Reference): string | undefined {
  const { type } = reference;
  return type === 'openInterestComplete' || type === 'previousClose' || type === 'issue' ? reference.underlying : undefined;
}

function typeOf(value: string): unknown {
  try {
    const json: unknown = JSON.parse(value);
    return typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  } catch (error) {
    throw new TapewireError('RECORD_MALFORMED', 'expected a JSON object', {}, error);
  }
}
