import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { TapewireError } from '@tapewire/contracts';
import { parseRules, parseTapeSettings } from '@tapewire/market';
import { parse } from 'yaml';

/** Value of `RULES_FILE` for an installation without alert rules. */
export const NO_RULES = 'none';

export interface SettingsFiles {
  /** Alert rules; undefined for the ones that come with Tapewire. */
  readonly rules: string | undefined;
  /** Thresholds, windows and roots; undefined for the defaults. */
  readonly thresholds: string | undefined;
}

/** What a `config` record says, and how to tell whether it changed. */
export interface Settings {
  readonly hash: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly rules: number;
}

/** The alert rules that come with Tapewire. */
export const defaultRulesFile = (): string => createRequire(import.meta.url).resolve('@tapewire/market/rules.yaml');

/** Reads a YAML or JSON file; throws CONFIG_INVALID naming it. */
export async function readYaml(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new TapewireError('CONFIG_INVALID', `${file}: ${error instanceof Error ? error.message : String(error)}`, { file }, error);
  }
}

/** Reads and checks the files that a `config` record is made from. Throws CONFIG_INVALID naming file, rule and field. */
export async function readSettings({ rules, thresholds }: SettingsFiles): Promise<Settings> {
  const ruleFile = rules === NO_RULES ? { rules: [] } : await readRuleFile(rules ?? defaultRulesFile());
  const config = { ...(thresholds === undefined ? {} : await readThresholds(thresholds)), rules: ruleFile.rules };
  return { hash: createHash('sha256').update(JSON.stringify(config)).digest('hex'), config, rules: ruleFile.rules.length };
}

/** The rules as they are written: the tape parses them again, from the log. */
async function readRuleFile(file: string): Promise<{ readonly rules: readonly unknown[] }> {
  const content = await readYaml(file);
  checked(file, () => parseRules(content));
  return content as { readonly rules: readonly unknown[] };
}

async function readThresholds(file: string): Promise<Readonly<Record<string, unknown>>> {
  const content = (await readYaml(file)) ?? {};
  const { rules } = checked(file, () => parseTapeSettings(content));
  if (rules !== undefined) throw new TapewireError('CONFIG_INVALID', `${file}: rules: expected in RULES_FILE, was here`, { file });
  return { ...content };
}

/** What `read` gives; a fault it finds is told with the file's name. */
function checked<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TapewireError) throw new TapewireError(error.code, `${file}: ${error.message}`, { ...error.details, file }, error);
    throw error;
  }
}
