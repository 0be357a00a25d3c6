import { columnIndex, parseTradeId, TapewireError, type Row } from '@tapewire/contracts';

function place(name: string): number {
  const index = columnIndex(name);
  if (index === undefined) throw new TapewireError('CONFIG_INVALID', `the wire row has no column '${name}'`);
  return index;
}

const ID = place('id');
const RANK = place('rank');
const RECV_TS = place('recvTs');
const UNDERLYING = place('underlying');

function numberAt(row: Row, index: number, name: string): number {
  const value = row[index];
  if (typeof value !== 'number') {
    throw new TapewireError('RECORD_MALFORMED', `column ${name} of a wire row must be a number, was ${JSON.stringify(value)}`);
  }
  return value;
}

/** Rank of a full wire row (`tick·1024 + p`, rising with position). */
export const rowRank = (row: Row): number => numberAt(row, RANK, 'rank');

/** Epoch milliseconds at which the ingestor had the row's trade. */
export const rowRecvTs = (row: Row): number => numberAt(row, RECV_TS, 'recvTs');

/** Ticker of the row's underlying. */
export const rowUnderlying = (row: Row): string => String(row[UNDERLYING]);

/** Partition and offset of a wire row, from its id. */
export function rowPosition(row: Row): { p: number; off: number } {
  const id = row[ID];
  const position = typeof id === 'string' ? parseTradeId(id) : undefined;
  if (!position) throw new TapewireError('RECORD_MALFORMED', `column id of a wire row must be '<partition>-<offset>', was ${JSON.stringify(id)}`);
  return position;
}
