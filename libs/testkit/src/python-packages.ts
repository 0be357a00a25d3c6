import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cached } from './cache.ts';
import { runCommand } from './command.ts';
import { reportToStderr, type Report } from './report.ts';

/** The folder with the packages of a pip requirements file, for PYTHONPATH; installed once per machine. */
export async function pythonPackages(requirements: string, report: Report = reportToStderr): Promise<string> {
  const hash = createHash('sha256').update(await readFile(requirements)).digest('hex').slice(0, 12);
  return cached(`python-${hash}`, async (folder) => {
    const what = 'installing Python packages with pip';
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, '--requirement', requirements];
    await runCommand('python3', args, { what, report });
  }, report);
}
