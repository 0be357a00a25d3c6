import type { z } from 'zod';
import { fieldsOf } from './field.ts';

/** One field of a service's configuration, as docs/configuration.md shows it. */
export interface ConfigRow {
  readonly env: string;
  readonly path: string;
  readonly doc: string;
  readonly expected: string;
  readonly fallback: string | undefined;
  readonly required: boolean;
  readonly secret: boolean;
}

/** Every field of a schema as a row of the reference. */
export const describeConfig = (schema: z.ZodObject): ConfigRow[] =>
  fieldsOf(schema).map(({ path, meta }) => ({
    env: meta.env,
    path: path.join('.'),
    doc: meta.doc,
    expected: meta.expected,
    fallback: meta.fallback,
    required: !meta.optional && meta.fallback === undefined,
    secret: meta.secret,
  }));
