import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';

/** A program of docs/sdk.md: the only code block whose fence says so. */
export function programOf(fence: string): string {
  const guide = readFileSync(join(REPO_ROOT, 'docs', 'sdk.md'), 'utf8');
  const [, program] = guide.split(`\n\`\`\`${fence}\n`);
  if (program === undefined) throw new Error(`docs/sdk.md has no block ${fence}`);
  return program.slice(0, program.indexOf('\n```'));
}
