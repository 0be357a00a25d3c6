import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonPackages } from '@tapewire/testkit';

const FOLDER = fileURLToPath(new URL('./python', import.meta.url));

/** Runs one of the scripts beside this file with `input` as JSON on its stdin; resolves to the JSON it prints. */
export async function python(script: string, args: readonly string[] = [], input: unknown = null): Promise<unknown> {
  const child = spawn('python3', [join(FOLDER, script), ...args], {
    env: { ...process.env, PYTHONPATH: await pythonPackages(join(FOLDER, 'requirements.txt')), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.end(JSON.stringify(input));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${script} ended with exit code ${String(code)}: ${errors}`);
  return JSON.parse(output) as unknown;
}

export interface TapeTask {
  readonly url: string;
  readonly token: string;
  readonly filter: string;
  readonly columns?: readonly string[];
  readonly snapshot?: number;
  readonly pages?: boolean;
  readonly expect?: number;
  readonly sentinel?: string;
  readonly timeout?: number;
}

export interface TapeResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly doubled: readonly string[];
  readonly skipped: number;
  readonly resumes: number;
  readonly complete: boolean;
}

/** What a subscriber in Python received. */
export const pythonTape = async (task: TapeTask): Promise<TapeResult> => (await python('tape_client.py', [], task)) as TapeResult;
