import { z } from 'zod';
import { describeField } from './field.ts';

/** Options of every field builder: a default, or `optional` for a field that may be absent. */
export interface WithDefault<T> {
  readonly default?: T;
}
export interface Optional {
  readonly optional: true;
}

interface Spec<T> {
  readonly env: string;
  readonly doc: string;
  readonly expected: string;
  /** The value, or undefined when the text is not one. */
  readonly read: (text: string) => T | undefined;
  readonly show?: (value: T) => string;
  readonly secret?: boolean;
}

function field<T>(spec: Spec<T>, options: WithDefault<T> & Partial<Optional>): z.ZodType<T | undefined> {
  const value = z.string().transform((text, context): T => {
    const parsed = spec.read(text.trim());
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: spec.expected });
    return z.NEVER;
  });
  const fallback = options.default;
  const optional = options.optional === true;
  const schema: z.ZodType<T | undefined> =
    fallback === undefined ? (optional ? value.optional() : value) : value.optional().transform((v) => v ?? fallback);
  return describeField(schema, {
    env: spec.env,
    doc: spec.doc,
    expected: spec.expected,
    optional,
    secret: spec.secret ?? false,
    ...(fallback === undefined ? {} : { fallback: (spec.show ?? String)(fallback) }),
  });
}

/** The builders below return a field that is never undefined, unless it is declared optional. */
type Build<T, O> = z.ZodType<O extends Optional ? T | undefined : T>;

const build = <T, O extends WithDefault<T> | Optional>(spec: Spec<T>, options: O): Build<T, O> =>
  field(spec, options) as Build<T, O>;

/** A non-empty text. */
export const text = <O extends WithDefault<string> | Optional = WithDefault<string>>(env: string, doc: string, options: O = {} as O): Build<string, O> =>
  build<string, O>({ env, doc, expected: 'a non-empty text', read: (t) => (t === '' ? undefined : t) }, options);

/** A text that is never printed and may also come from the file that `<ENV>_FILE` names. */
export const secret = <O extends WithDefault<string> | Optional = WithDefault<string>>(env: string, doc: string, options: O = {} as O): Build<string, O> =>
  build<string, O>(
    { env, doc, expected: 'a non-empty secret', read: (t) => (t === '' ? undefined : t), show: () => '(set)', secret: true },
    options,
  );

const bounded = (expected: string, min: number, max: number): string => {
  if (min === -Infinity && max === Infinity) return expected;
  if (max === Infinity) return `${expected} of at least ${min}`;
  return `${expected} from ${min} to ${max}`;
};

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

const wholeNumber = (min: number, max: number) => (text: string): number | undefined => {
  const n = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(n) && n >= min && n <= max ? n : undefined;
};

/** A whole number. */
export function integer<O extends (WithDefault<number> | Optional) & Range = WithDefault<number>>(env: string, doc: string, options: O = {} as O): Build<number, O> {
  const { min = -Infinity, max = Infinity } = options;
  return build<number, O>({ env, doc, expected: bounded('a whole number', min, max), read: wholeNumber(min, max) }, options);
}

/** A number. */
export function decimal<O extends (WithDefault<number> | Optional) & Range = WithDefault<number>>(env: string, doc: string, options: O = {} as O): Build<number, O> {
  const { min = -Infinity, max = Infinity } = options;
  const read = (t: string): number | undefined => {
    const n = Number(t);
    return t !== '' && Number.isFinite(n) && n >= min && n <= max ? n : undefined;
  };
  return build<number, O>({ env, doc, expected: bounded('a number', min, max), read }, options);
}

/** A TCP port; 0 lets the system choose one. */
export const port = <O extends WithDefault<number> | Optional = WithDefault<number>>(env: string, doc: string, options: O = {} as O): Build<number, O> =>
  build<number, O>({ env, doc, expected: 'a port from 0 to 65535', read: wholeNumber(0, 65_535) }, options);

const FLAGS = new Map([['true', true], ['1', true], ['yes', true], ['false', false], ['0', false], ['no', false]]);

/** `true` or `false` (also `1`/`0`, `yes`/`no`). */
export const flag = <O extends WithDefault<boolean> | Optional = WithDefault<boolean>>(env: string, doc: string, options: O = {} as O): Build<boolean, O> =>
  build<boolean, O>({ env, doc, expected: 'true or false', read: (t) => FLAGS.get(t.toLowerCase()) }, options);

/** Texts separated by commas; at least one. */
export const list = <O extends WithDefault<readonly string[]> | Optional = WithDefault<readonly string[]>>(env: string, doc: string, options: O = {} as O): Build<readonly string[], O> =>
  build<readonly string[], O>(
    {
      env,
      doc,
      expected: 'texts separated by commas',
      read: (t) => {
        const items = t.split(',').map((item) => item.trim());
        return items.includes('') ? undefined : items;
      },
      show: (items) => items.join(','),
    },
    options,
  );

/** One of a fixed set of words. */
export const choice = <const C extends string, O extends WithDefault<C> | Optional = WithDefault<C>>(
  env: string,
  doc: string,
  choices: readonly C[],
  options: O = {} as O,
): Build<C, O> =>
  build<C, O>({ env, doc, expected: `one of ${choices.join(', ')}`, read: (t) => choices.find((c) => c === t) }, options);
