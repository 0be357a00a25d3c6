import type { IsoDate } from '@tapewire/contracts';
import { isoDate, newYorkDay } from '@tapewire/market';
import type { Row } from './row.ts';

/** New York's date of a row, moved by whole days. */
export const tradeDateOf = (row: Row, days = 0): IsoDate => isoDate(newYorkDay(row.ms) + days);
