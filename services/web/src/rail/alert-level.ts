import { savedStore } from '../state/saved.ts';
import { ALERT_LEVELS, type AlertLevel } from './alert-list.ts';

const isLevel = (value: unknown): value is AlertLevel => ALERT_LEVELS.some((level) => level === value);

/** Which alerts the rail shows. */
export const alertLevel = savedStore<AlertLevel>('alertLevel', 'all', isLevel);
