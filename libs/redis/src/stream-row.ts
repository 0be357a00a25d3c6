import { TapewireError, type Alert, type FlowOutput, type Row, type Tape, type TapeOutputs } from '@tapewire/contracts';
import { json, parseRow } from './reply.ts';

/** What a stream entry of each tape holds: a wire row, or all outputs of one position. */
export interface StreamRow {
  readonly trades: Row;
  readonly alerts: TapeOutputs<Alert>;
  readonly flow: TapeOutputs<FlowOutput>;
}

/** The indexer wrote these texts, and only after the normalizer's types; the shape is checked, the contents are not. */
const isOutputs = <T>(value: unknown): value is TapeOutputs<T> =>
  typeof value === 'object' && value !== null && 'off' in value && 'recvTs' in value && 'rows' in value && Array.isArray(value.rows);

function parseOutputs<T>(value: string): TapeOutputs<T> {
  const outputs = json(value, 'a stream entry');
  if (isOutputs<T>(outputs)) return outputs;
  throw new TapewireError('STATE_CORRUPT', `expected off, recvTs and rows in a stream entry, was ${value.slice(0, 200)}`);
}

/** Reads the text of a stream entry. */
export const STREAM_ROW: { readonly [T in Tape]: (value: string) => StreamRow[T] } = {
  trades: parseRow,
  alerts: (value) => parseOutputs<Alert>(value),
  flow: (value) => parseOutputs<FlowOutput>(value),
};
