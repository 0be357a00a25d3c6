import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, eventually, quiet, REPO_ROOT, runCommand } from '@tapewire/testkit';
import { FakeGateway, sampleTrade } from '../src/testing/index.ts';
import { programOf } from './guide.ts';

const FOLDER = join(REPO_ROOT, 'libs', 'client', 'out-tsc', 'guide');
const PYTHON_PACKAGES = ['python-socketio==5.18.1', 'python-engineio==4.15.1', 'websocket-client==1.9.2', 'requests==2.34.2'];
const DOWNLOAD_MS = 120_000;

function programFile(name: string, fence: string): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, name);
  writeFileSync(file, programOf(fence));
  return file;
}

/** Where python-socketio is, or undefined on a machine without Python or pip. */
const pythonPackages = (): Promise<string | undefined> =>
  cached('python-socketio-5.18.1', async (folder) => {
    await runCommand('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, ...PYTHON_PACKAGES], { what: 'downloading python-socketio', report: quiet });
  }, quiet).catch(() => undefined);

describe('the programs of the SDK guide', () => {
  let tape: FakeGateway;
  let child: ChildProcess | undefined;
  let lines: string[];
  let errors: string;

  beforeEach(async () => {
    tape = await FakeGateway.start({ chunk: 2, admit: (token) => (token === 'good' ? undefined : { code: 'unauthorized', message: 'no' }) });
    tape.print(...[0, 1, 2].map((off) => sampleTrade(0, off)));
    [lines, errors] = [[], ''];
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await tape.stop();
  });

  function run(command: string, args: string[], env: Record<string, string> = {}): void {
    const started = spawn(command, [...args, tape.url, 'good', 'premium>=1k'], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    started.stdout.on('data', (data: Buffer) => { text += data.toString(); lines = text.split('\n').slice(0, -1); });
    started.stderr.on('data', (data: Buffer) => { errors += data.toString(); });
    child = started;
  }

  /** The tape goes on, is cut, goes on meanwhile, drops rows, goes on: at the end every id must be there once. */
  async function interrupt(ids: () => string[]): Promise<void> {
    const printed = (n: number): string[] => Array.from({ length: n }, (_, off) => `0-${off}`);
    await eventually(() => { expect(ids()).toEqual(printed(3)); });
    tape.print(sampleTrade(0, 3));
    tape.heads();
    await eventually(() => { expect(ids()).toEqual(printed(4)); });
    tape.cut();
    tape.print(...[4, 5, 6, 7, 8].map((off) => sampleTrade(0, off)));
    await eventually(() => { expect(ids()).toEqual(printed(9)); });
    tape.lag();
    tape.print(...[9, 10, 11].map((off) => sampleTrade(0, off)));
    await eventually(() => { expect(ids()).toEqual(printed(12)); });
  }

  it('holds the Node program to the tape through a cut and a lag', async () => {
    run(process.execPath, ['--conditions=@tapewire/source', '--disable-warning=ExperimentalWarning', programFile('node.mjs', 'js node')]);
    await interrupt(() => lines.map((line) => (JSON.parse(line) as { id: string }).id));
    expect(errors).toContain('interrupted');
  }, 60_000);

  it('holds the Python program to the tape through a cut and a lag', async () => {
    const packages = await pythonPackages();
    if (packages === undefined) {
      process.stderr.write('skipped: python-socketio can’t be had here (python3 with pip is needed)\n');
      return;
    }
    run('python3', [programFile('tape.py', 'python')], { PYTHONPATH: packages });
    await interrupt(() => lines.map((line) => String((JSON.parse(line) as unknown[])[0])));
  }, DOWNLOAD_MS);
});
