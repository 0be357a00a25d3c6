import type { Filter } from '@tapewire/filter';
import type { ColumnSet } from './column-set.ts';
import { Conflator, type Overflow } from './conflator.ts';

/** What clients must have in common to be served by one packet. */
export interface RoomSpec {
  readonly filter: Filter;
  readonly columns: ColumnSet;
  /** Undefined: no limit. */
  readonly rowsPerSecond?: number;
  readonly overflow: Overflow;
}

/** Identity of a room: canonical filter, columns, and how it is held to its rate. */
export const roomKey = ({ filter, columns, rowsPerSecond, overflow }: RoomSpec): string =>
  `${overflow}|${rowsPerSecond ?? ''}|${columns.key}|${filter.canonical}`;

/** All clients that get the same packets, and the rows that wait for them. */
export class Room {
  readonly id: string;
  readonly spec: RoomSpec;
  /** Rows as JSON text, in the room's columns. */
  readonly outbox: Conflator<string>;
  members = 0;
  /** When a packet was last sent; never, at first, so that the first row does not wait. */
  flushedAt = -Infinity;

  constructor(id: string, spec: RoomSpec, now: number) {
    this.id = id;
    this.spec = spec;
    this.outbox = new Conflator(spec.rowsPerSecond, spec.overflow, now);
  }
}
