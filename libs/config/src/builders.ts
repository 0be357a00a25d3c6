import { z } from 'zod';
import { describeField } from './field.ts';

/** Options of every field: a default, or `optional` for a field that may be absent. */
export interface WithDefault<T> {
  readonly default?: T;
}
export interface Optional {
  readonly optional: true;
}

/** How a field is read and shown. */
interface Form<T> {
  /** The end of "expected …". */
  readonly expected: string;
  /** The value, or undefined when the text is not one. */
  readonly read: (text: string) => T | undefined;
  readonly show?: (value: T) => string;
  readonly secret?: boolean;
}

/** Makes a field that is never undefined, unless it is declared optional. */
interface Builder<T, X> {
  (env: string, doc: string, options: Optional & X): z.ZodType<T | undefined>;
  (env: string, doc: string, options?: WithDefault<T> & X): z.ZodType<T>;
}

type Options<T, X> = WithDefault<T> & Partial<Optional> & X;

/** A builder of fields of one form; `X` are the options that the form itself has. */
function builder<T, X extends object = object>(formOf: (options: X | undefined) => Form<T>): Builder<T, X> {
  function build(env: string, doc: string, options: Optional & X): z.ZodType<T | undefined>;
  function build(env: string, doc: string, options?: WithDefault<T> & X): z.ZodType<T>;
  function build(env: string, doc: string, options?: Options<T, X>): z.ZodType<T | undefined> {
    return field(env, doc, formOf(options), options);
  }
  return build;
}

function field<T>(env: string, doc: string, form: Form<T>, options: (WithDefault<T> & Partial<Optional>) | undefined): z.ZodType<T | undefined> {
  const { expected, read, show = String, secret: hidden = false } = form;
  const value = z.string().transform((text, context): T => {
    const parsed = read(text.trim());
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
  const fallback = options?.default;
  const optional = options?.optional === true;
  const described = { env, doc, expected, optional, secret: hidden };
  if (fallback !== undefined) {
    return describeField(value.optional().transform((v) => v ?? fallback), { ...described, fallback: show(fallback) });
  }
  return describeField<z.ZodType<T | undefined>>(optional ? value.optional() : value, described);
}

const notEmpty = (text: string): string | undefined => (text === '' ? undefined : text);

/** A non-empty text. */
export const text = builder<string>(() => ({ expected: 'a non-empty text', read: notEmpty }));

/** A text that is never printed and may also come from the file that `<ENV>_FILE` names. */
export const secret = builder<string>(() => ({ expected: 'a non-empty secret', read: notEmpty, show: () => '(set)', secret: true }));

/** A secret as it is now: read again from its file, when it came from one, whenever it is used. */
export type LiveSecret = () => string;

/**
 * A secret that may change while the service runs. Given as `<ENV>_FILE`, the file is read whenever the secret is
 * needed, so that a rotated one is in force at the next connection without a restart.
 */
export function liveSecret(env: string, doc: string, options: Optional): z.ZodType<LiveSecret | undefined> {
  const expected = 'a non-empty secret';
  const value = z.custom<string | LiveSecret>((given) => typeof given === 'function' || (typeof given === 'string' && given.trim() !== ''), expected);
  const read = value.optional().transform((given): LiveSecret | undefined => (typeof given === 'string' ? () => given.trim() : given));
  return describeField<z.ZodType<LiveSecret | undefined>>(read, { env, doc, expected, ...options, secret: true, live: true });
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

function bounded(expected: string, { min = -Infinity, max = Infinity }: Range): string {
  if (min === -Infinity && max === Infinity) return expected;
  return max === Infinity ? `${expected} of at least ${min}` : `${expected} from ${min} to ${max}`;
}

const within = (n: number, { min = -Infinity, max = Infinity }: Range): boolean => n >= min && n <= max;

const wholeNumber = (range: Range) => (text: string): number | undefined => {
  const n = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(n) && within(n, range) ? n : undefined;
};

/** A whole number. */
export const integer = builder<number, Range>((range = {}) => ({ expected: bounded('a whole number', range), read: wholeNumber(range) }));

/** A number. */
export const decimal = builder<number, Range>((range = {}) => ({
  expected: bounded('a number', range),
  read: (t) => (t !== '' && Number.isFinite(Number(t)) && within(Number(t), range) ? Number(t) : undefined),
}));

/** A TCP port; 0 lets the system choose one. */
export const port = builder<number>(() => ({ expected: 'a port from 0 to 65535', read: wholeNumber({ min: 0, max: 65_535 }) }));

const FLAGS = new Map([['true', true], ['1', true], ['yes', true], ['false', false], ['0', false], ['no', false]]);

/** `true` or `false` (also `1`/`0`, `yes`/`no`). */
export const flag = builder<boolean>(() => ({ expected: 'true or false', read: (t) => FLAGS.get(t.toLowerCase()) }));

/** Texts separated by commas; at least one. */
export const list = builder<readonly string[]>(() => ({
  expected: 'texts separated by commas',
  read: (t) => {
    const items = t.split(',').map((item) => item.trim());
    return items.includes('') ? undefined : items;
  },
  show: (items) => items.join(','),
}));

/** One of a fixed set of words. */
export function choice<const C extends string>(env: string, doc: string, choices: readonly C[], options: Optional): z.ZodType<C | undefined>;
export function choice<const C extends string>(env: string, doc: string, choices: readonly C[], options?: WithDefault<C>): z.ZodType<C>;
export function choice<const C extends string>(
  env: string,
  doc: string,
  choices: readonly C[],
  options?: WithDefault<C> & Partial<Optional>,
): z.ZodType<C | undefined> {
  return field(env, doc, { expected: `one of ${choices.join(', ')}`, read: (t) => choices.find((c) => c === t) }, options);
}
