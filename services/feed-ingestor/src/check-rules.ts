/**
 * Says what is wrong with a file of alert rules, by rule and field:
 *
 *     npm run -s check-rules -- rules.yaml      without a file: the rules that come with Tapewire
 */
import { checkRules, parseRules } from '@tapewire/market';
import { defaultRulesFile, readYaml } from './settings/settings-file.ts';

const file = process.argv[2] ?? defaultRulesFile();
try {
  const content = await readYaml(file);
  const faults = checkRules(content);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  if (faults.length > 0) process.stdout.write(`${file}: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; the rules in force would stay\n`);
  else {
    const rules = parseRules(content);
    for (const { id, severity, when } of rules) process.stdout.write(`${id.padEnd(24)} ${severity.padEnd(8)} ${when}\n`);
    process.stdout.write(`${file}: ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}, all good\n`);
  }
  process.exitCode = faults.length > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
