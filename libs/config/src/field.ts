import { z } from 'zod';

/** What a schema says of each of its fields, kept in zod's own metadata. */
export interface FieldMeta {
  /** Name of the environment variable. */
  readonly env: string;
  /** One line for docs/configuration.md. */
  readonly doc: string;
  /** What a value must look like, in words: the end of "expected …". */
  readonly expected: string;
  /** The default as text, absent when the field must be given or may be absent. */
  readonly fallback?: string;
  readonly optional: boolean;
  /** Never printed; may also be given as a file named by `<ENV>_FILE`. */
  readonly secret: boolean;
  /** Given as a file, it is read anew whenever it is used. */
  readonly live?: boolean;
}

const METADATA = new WeakMap<object, FieldMeta>();

/** Ties the metadata to a field's schema. */
export function describeField<T extends z.ZodType>(schema: T, meta: FieldMeta): T {
  METADATA.set(schema, meta);
  return schema;
}

/** Metadata of a leaf field: from its builder, or from `.meta({ env, doc })` of a schema written by hand. */
export function fieldMeta(schema: z.core.$ZodType): FieldMeta | undefined {
  const built = METADATA.get(schema);
  if (built !== undefined) return built;
  const { env, doc } = z.globalRegistry.get(schema) ?? {};
  if (typeof env !== 'string' || typeof doc !== 'string') return undefined;
  return { env, doc, expected: 'a valid value', optional: z.safeParse(schema, undefined).success, secret: false };
}

/** A field of a schema with its place in the parsed config. */
export interface Field {
  readonly path: readonly string[];
  readonly meta: FieldMeta;
}

/** Every field of a schema, groups flattened, in the order they are written. */
export function fieldsOf(schema: z.ZodObject, path: readonly string[] = []): Field[] {
  return Object.entries(schema.shape).flatMap(([name, inner]: [string, z.core.$ZodType]) => {
    if (inner instanceof z.ZodObject) return fieldsOf(inner, [...path, name]);
    const meta = fieldMeta(inner);
    if (meta === undefined) throw new TypeError(`config field ${[...path, name].join('.')} was not made by a field builder`);
    return [{ path: [...path, name], meta }];
  });
}
