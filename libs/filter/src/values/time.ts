const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/;

/** A New York time of day: its second, and how long the unit it was written in lasts (`09:35` a minute, `09:35:10` a second). */
export interface TimeOfDay {
  readonly seconds: number;
  readonly lasts: number;
}

/** `9:35`, `09:35`, `09:35:10` or `09:35:10.5`; undefined when it is not a time of day. */
export function parseTime(text: string): TimeOfDay | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds, fraction] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return undefined;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0);
  if (fraction !== undefined) return { seconds: (whole * 1e6 + Number(fraction.padEnd(6, '0'))) / 1e6, lasts: 0 };
  return { seconds: whole, lasts: seconds === undefined ? 60 : 1 };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Seconds of the day as `09:35`, `09:35:10` or `09:35:10.5`, whichever is shortest. */
export function formatTime(seconds: number): string {
  const micros = Math.round(seconds * 1e6);
  const whole = Math.floor(micros / 1e6);
  const minute = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}`;
  const fraction = String(micros % 1e6).padStart(6, '0').replace(/0+$/, '');
  if (fraction !== '') return `${minute}:${two(whole % 60)}.${fraction}`;
  return whole % 60 === 0 ? minute : `${minute}:${two(whole % 60)}`;
}
