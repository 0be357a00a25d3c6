import { SEVERITIES, TapewireError } from '@tapewire/contracts';
import { parseFilter } from '@tapewire/filter';
import { z } from 'zod';
import { OPEN_INTEREST_RULE } from '../confirmation/verdict.ts';

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** No rule looks further: what it remembers goes into every checkpoint, which holds no infinite time. */
const DURATION_MAX_MS = 7 * 24 * 3_600_000;

/** `500ms`, `1s`, `5m`, `2h` as milliseconds; undefined when it is none of these, or more than a week. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  const unit = UNIT_MS[match?.[2] ?? ''];
  const ms = match === null || unit === undefined ? NaN : Number(match[1]) * unit;
  return ms <= DURATION_MAX_MS ? ms : undefined;
}

const duration = z.string().meta({ pattern: DURATION.source, description: '500ms, 1s, 5m or 2h, in the source’s time' }).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: `expected a duration such as 500ms, 1s or 5m, at most 168h, was ${JSON.stringify(text)}` });
  return z.NEVER;
});

const filter = z.string().min(1).max(4096).superRefine((text, context) => {
  const parsed = parseFilter(text);
  if (!parsed.ok) context.addIssue({ code: 'custom', message: `at ${parsed.error.at}: ${parsed.error.message}` });
});

const described = <T extends z.ZodType>(schema: T, description: string): T => schema.meta({ description });

const names = z.array(z.string().min(1).max(64)).min(1).max(100);

/** What hits or averages are counted by. */
export const RULE_KEYS = ['contract', 'underlying'] as const;

const rule = z.strictObject({
  id: described(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected small letters, digits and dashes'), 'Unique in the file'),
  when: described(filter, 'Which trades it looks at, in the filter language'),
  severity: z.enum(SEVERITIES).default('medium'),
  repeat: described(
    z.strictObject({ count: z.int().min(2).max(1000), within: duration, by: z.enum(RULE_KEYS).default('contract') }),
    'Fires when `count` matching trades come within a time',
  ).optional(),
  times: described(
    z.strictObject({ of: z.enum(['premium', 'size']), over: z.number().gt(1), by: z.literal('underlying').default('underlying'), sessions: z.int().min(1).max(20) }),
    'Fires when a matching trade is many times the symbol’s average print of its last sessions',
  ).optional(),
  cooldown: described(duration, 'Silence after it fired, for the same contract (with `by: underlying`, the same underlying)').optional(),
  to: described(z.strictObject({ desks: names.optional(), plans: names.optional() }), 'Who gets it; everyone without').optional(),
});

/** All rules go into one record of the raw log, and Kafka takes up to a mebibyte: a character has at most three bytes. */
const CHARACTERS_MAX = 250_000;

/** The rule file, parsed from YAML or JSON. */
export const ruleFile = z.strictObject({ rules: z.array(rule).max(1000) }).superRefine(({ rules }, context) => {
  const characters = JSON.stringify(rules).length;
  if (characters > CHARACTERS_MAX) {
    context.addIssue({ code: 'custom', path: ['rules'], message: `expected at most ${CHARACTERS_MAX} characters as JSON, was ${characters}` });
  }
  const seen = new Set<string>();
  for (const [i, { id, repeat, times }] of rules.entries()) {
    if (id === OPEN_INTEREST_RULE) context.addIssue({ code: 'custom', path: ['rules', i, 'id'], message: `${id} is the name of Tapewire’s own alerts` });
    if (seen.has(id)) context.addIssue({ code: 'custom', path: ['rules', i, 'id'], message: `another rule is called ${JSON.stringify(id)}` });
    seen.add(id);
    if (repeat !== undefined && times !== undefined) {
      context.addIssue({ code: 'custom', path: ['rules', i], message: 'expected repeat or times, was both' });
    }
  }
});

/** The rule file as JSON schema, for editors. */
export const ruleFileSchema = (): object => z.toJSONSchema(ruleFile, { io: 'input' });

/** One alert rule; durations in milliseconds. */
export type Rule = z.output<typeof rule>;

/** Every fault of a rule file as `path: what is wrong`; empty when it is good. */
export function checkRules(file: unknown): string[] {
  const parsed = ruleFile.safeParse(file);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${nameOf(file, issue.path)}: ${issue.message}`);
}

/** The rules of a parsed rule file; throws CONFIG_INVALID naming each fault. */
export function parseRules(file: unknown): Rule[] {
  const parsed = ruleFile.safeParse(file);
  if (parsed.success) return parsed.data.rules;
  const faults = checkRules(file);
  throw new TapewireError('CONFIG_INVALID', `rules: ${faults.join('; ')}`, { faults });
}

/** A path with the rule's id in place of its number, where it has one. */
function nameOf(file: unknown, path: readonly PropertyKey[]): string {
  const [first, index, ...rest] = path;
  if (first !== 'rules' || typeof index !== 'number') return path.map(String).join('.') || 'file';
  const id = idOf(file, index);
  return [`rules[${index}]${id === undefined ? '' : ` (${id})`}`, ...rest.map(String)].join('.');
}

function idOf(file: unknown, index: number): string | undefined {
  const parsed = z.object({ rules: z.array(z.unknown()) }).safeParse(file);
  const found = z.object({ id: z.string() }).safeParse(parsed.success ? parsed.data.rules[index] : undefined);
  return found.success ? found.data.id : undefined;
}
