import { parseArgs } from 'node:util';

/** One option of a command: its values are text; without `value` it is a switch. */
export interface OptionSpec {
  /** Name of its value in the help: `N`, `PATH`. */
  readonly value?: string;
  readonly doc: string;
  readonly check?: (text: string) => string | undefined;
}

/** A mistake in how a command was called; shown without a stack. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export interface ParsedOptions<N extends string> {
  readonly help: boolean;
  /** The option's text, `'true'` for a switch that was given. */
  readonly values: Readonly<Partial<Record<N, string>>>;
}

/** Reads `--name value` and `--name=value`; an unknown option, a missing value or a bad one is a UsageError that names it. */
export function parseOptions<N extends string>(specs: Readonly<Record<N, OptionSpec>>, args: readonly string[]): ParsedOptions<N> {
  const names = Object.keys(specs) as N[];
  const options = Object.fromEntries(names.map((name) => [name, { type: specs[name].value === undefined ? 'boolean' as const : 'string' as const }]));
  const { tokens } = parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } }, strict: false, allowPositionals: true, tokens: true });
  const values: Partial<Record<N, string>> = {};
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw new UsageError(`unexpected argument: ${token.value} (see --help)`);
    if (token.name === 'help') {
      help = true;
      continue;
    }
    const name = names.find((known) => known === token.name);
    if (name === undefined) throw new UsageError(`unknown option: ${token.rawName} (known: ${names.map((n) => `--${n}`).join(', ')})`);
    values[name] = optionValue(token.rawName, specs[name], token.value);
  }
  return { help, values };
}

function optionValue(rawName: string, spec: OptionSpec, text: string | undefined): string {
  if (spec.value === undefined) {
    if (text !== undefined) throw new UsageError(`${rawName} takes no value, was ${text}`);
    return 'true';
  }
  if (text === undefined || text === '') throw new UsageError(`${rawName} needs a value: ${rawName} ${spec.value}`);
  const expected = spec.check?.(text);
  if (expected !== undefined) throw new UsageError(`${rawName} must be ${expected}, was ${text}`);
  return text;
}

/** The help text of a command. */
export function helpText(usage: string, specs: Readonly<Record<string, OptionSpec>>): string {
  const rows = Object.entries(specs).map(([name, { value, doc }]): [string, string] => [`--${name}${value === undefined ? '' : ` ${value}`}`, doc]);
  const width = Math.max(...rows.map(([left]) => left.length));
  return [usage, '', ...rows.map(([left, doc]) => `  ${left.padEnd(width)}  ${doc}`)].join('\n');
}

/** A check of an option: a whole number within bounds. */
export const wholeNumber = (min: number, max: number) => (text: string): string | undefined =>
  /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max ? undefined : `a whole number from ${min} to ${max}`;

/** A check of an option: a number above zero. */
export const positiveNumber = (text: string): string | undefined => (Number(text) > 0 && Number.isFinite(Number(text)) ? undefined : 'a number above 0');
