import { isFlag, isRecord, savedStore } from './saved.ts';

export interface Settings {
  readonly theme: 'dark' | 'light';
  readonly zone: 'ny' | 'local';
  /** Rows wait while the pointer is over the tape. */
  readonly pauseOnHover: boolean;
  readonly sounds: boolean;
  readonly notifications: boolean;
  readonly rail: boolean;
}

const DEFAULTS: Settings = { theme: 'dark', zone: 'ny', pauseOnHover: true, sounds: false, notifications: false, rail: true };

const isSettings = (value: unknown): value is Settings =>
  isRecord(value) && (value['theme'] === 'dark' || value['theme'] === 'light') && (value['zone'] === 'ny' || value['zone'] === 'local')
  && isFlag(value['pauseOnHover']) && isFlag(value['sounds']) && isFlag(value['notifications']) && isFlag(value['rail']);

export const settings = savedStore<Settings>('settings', DEFAULTS, isSettings);

export const change = (part: Partial<Settings>): void => { settings.update((now) => ({ ...now, ...part })); };
