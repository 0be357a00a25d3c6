import { TapewireError } from '@tapewire/contracts';

/** What a value looks like in an error message: JSON, cut after 80 characters. */
export const show = (was: unknown): string => {
  if (was === undefined) return 'missing';
  const text = typeof was === 'bigint' ? was.toString() : JSON.stringify(was);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/** A record that can't be decoded: which field, what was expected of it, what it was. */
export const malformed = (field: string, expected: string, was: unknown): TapewireError =>
  new TapewireError('RECORD_MALFORMED', `${field}: expected ${expected}, was ${show(was)}`, { field, expected, was: show(was) });
