#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const main = new URL('../dist/cli/main.js', import.meta.url);
const bootstrap = path('../../../tools/bootstrap.mjs');

if (existsSync(fileURLToPath(main))) await import(main.href);
else if (existsSync(bootstrap)) {
  // A clone of the repository with nothing built: from source, with what it needs installed first.
  const source = spawn(process.execPath, [bootstrap, '--quiet', 'libs/client/src/cli/main.ts', ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { source.kill(signal); });
  source.on('exit', (code, signal) => { process.exitCode = code ?? 128 + constants.signals[signal]; });
} else {
  process.stderr.write('tapewire has not been built: npm run build\n');
  process.exitCode = 1;
}
