import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TapewireError } from '@tapewire/contracts';
import type { z } from 'zod';
import { fieldsOf, type Field } from './field.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of this prefix belong to Tapewire: one that no schema knows is a typing error and refused. */
const OWN_PREFIX = 'TAPEWIRE_';
const FILE_SUFFIX = '_FILE';

export interface LoadOptions {
  /** Other schemas whose variables may stand in the same environment. */
  readonly alongside?: readonly z.ZodObject[];
}

/**
 * Reads a config from environment variables. An empty variable counts as not set. Throws a TapewireError
 * CONFIG_INVALID that lists every problem: variable, path, what it was (never of a secret) and what was expected.
 */
export function loadConfig<S extends z.ZodObject>(schema: S, env: Environment, options: LoadOptions = {}): z.output<S> {
  const fields = fieldsOf(schema);
  const problems = unknownVariables([schema, ...(options.alongside ?? [])], env);
  const input: Record<string, unknown> = {};
  const given = new Map<string, string>();
  for (const field of fields) {
    const value = readValue(field, env, problems);
    place(input, field.path, field.meta.live === true && value !== undefined ? live(field, env, value) : value);
    if (value !== undefined) given.set(field.path.join('.'), value);
  }
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const byPath = new Map(fields.map((f) => [f.path.join('.'), f]));
    for (const issue of parsed.error.issues) {
      const path = issue.path.join('.');
      const field = byPath.get(path);
      problems.push(field === undefined ? `${path || 'config'}: ${issue.message}` : problem(field, given.get(path), issue.message));
    }
  }
  if (problems.length > 0 || !parsed.success) {
    throw new TapewireError('CONFIG_INVALID', `The configuration is not valid:\n- ${problems.join('\n- ')}`, { problems });
  }
  return parsed.data;
}

/**
 * Eight hex digits that two processes share when their settings are the same, secrets aside; `except` names variables that
 * differ from pod to pod.
 */
export function configHash(schemas: readonly z.ZodObject[], env: Environment, except: readonly string[] = []): string {
  const settings = schemas.flatMap((schema) => fieldsOf(schema))
    .filter(({ meta }) => !meta.secret && !except.includes(meta.env))
    .map(({ meta }) => [meta.env, notEmpty(env[meta.env])?.trim() ?? meta.fallback ?? null]);
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);
}

function problem({ meta, path }: Field, was: string | undefined, message: string): string {
  const shown = was === undefined ? 'not set' : meta.secret ? '(hidden)' : JSON.stringify(was);
  // A rule of the schema over the parsed value speaks for itself; a value that could not be read gets its form.
  const expected = was === undefined || message === meta.expected ? meta.expected : message;
  return `${meta.env} (${path.join('.')}): expected ${expected}, was ${shown}`;
}

function readValue({ meta, path }: Field, env: Environment, problems: string[]): string | undefined {
  const value = notEmpty(env[meta.env]);
  const file = meta.secret ? notEmpty(env[meta.env + FILE_SUFFIX]) : undefined;
  if (file === undefined) return value;
  const name = `${meta.env}${FILE_SUFFIX} (${path.join('.')})`;
  if (value !== undefined) {
    problems.push(`${name}: expected only one of ${meta.env} and ${meta.env}${FILE_SUFFIX}, was both`);
    return value;
  }
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    problems.push(`${name}: expected a readable file, was ${JSON.stringify(file)} (${error instanceof Error ? error.message : String(error)})`);
    return undefined;
  }
}

/** The secret as its file has it when it is asked for; one that can't be read at that moment is as it was. */
function live({ meta }: Field, env: Environment, first: string): string | (() => string) {
  const file = notEmpty(env[meta.env + FILE_SUFFIX]);
  if (file === undefined) return first;
  let last = first;
  return () => {
    try {
      last = notEmpty(readFileSync(file, 'utf8').trimEnd()) ?? last;
    } catch {
      // A secret's file is away for a moment while it is replaced.
    }
    return last;
  };
}

const notEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) {
    if (value !== undefined) target[name] = value;
    return;
  }
  const group: Record<string, unknown> = {};
  const inner = (target[name] ??= group);
  if (isGroup(inner)) place(inner, rest, value);
}

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function unknownVariables(schemas: readonly z.ZodObject[], env: Environment): string[] {
  const known = new Set<string>();
  for (const { meta } of schemas.flatMap((schema) => fieldsOf(schema))) {
    known.add(meta.env);
    if (meta.secret) known.add(meta.env + FILE_SUFFIX);
  }
  const own = [...known].filter((name) => name.startsWith(OWN_PREFIX)).sort();
  return Object.keys(env)
    .filter((name) => name.startsWith(OWN_PREFIX) && !known.has(name))
    .map((name) => `${name}: unknown variable, expected one of ${own.join(', ') || '(none)'}`);
}
