import type { Cell, Row } from '@tapewire/contracts';
import type { Field } from '../language/fields.ts';
import { dateOfCell } from '../values/date.ts';
import { secondsOfDay } from '../values/new-york.ts';

/** The number that an ordered field is compared by; NaN when the trade lacks it, which makes every comparison false. */
export function numberOf(field: Field, row: Row): number {
  const cell: Cell | undefined = row[field.column];
  if (typeof cell === 'number') return field.type === 'time' ? secondsOfDay(cell) : cell;
  return field.type === 'date' && typeof cell === 'string' ? dateOfCell(cell) : NaN;
}

/** The text of a tag as it is compared; undefined when the trade lacks it. */
export function textOf(field: Field, row: Row): string | undefined {
  const cell: Cell | undefined = row[field.column];
  if (typeof cell !== 'string') return undefined;
  return field.folded ? cell.toLowerCase() : cell;
}

const NO_TEXTS: readonly string[] = [];

const isTexts = (cell: Cell | undefined): cell is readonly string[] => Array.isArray(cell);

/** The texts of a set-valued field; none when the trade lacks it. */
export function textsOf(field: Field, row: Row): readonly string[] {
  const cell: Cell | undefined = row[field.column];
  return isTexts(cell) ? cell : NO_TEXTS;
}
