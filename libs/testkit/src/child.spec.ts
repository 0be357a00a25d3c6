import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { isAlive } from './alive.ts';
import { Child } from './child.ts';
import { eventually } from './eventually.ts';

const logFile = (): string => join(mkdtempSync(join(tmpdir(), 'tapewire-child-')), 'log');
const node = (script: string, log = logFile()): Promise<Child> =>
  Child.start({ name: 'a child', command: process.execPath, args: ['-e', script], logFile: log });

describe('a child process', () => {
  it('ends by force when it does not end by itself', async () => {
    const child = await node("process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)");
    await eventually(() => {
      expect(child.logTail()).toBe('up');
    });
    expect(await child.stop(50)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('is reported with its exit and the end of its log when it dies before it is ready', async () => {
    const child = await node("console.error('no such thing'); process.exit(3)");
    const ready = child.ready(() => Promise.reject(new Error('not yet')), 10_000);
    await expect(ready).rejects.toThrow(/a child ended with exit code 3 before it was ready; its log .*no such thing/s);
  });

  it('does not outlive a parent that is killed', async () => {
    const log = logFile();
    const module = fileURLToPath(new URL('./child.ts', import.meta.url));
    const script = `import { Child } from ${JSON.stringify(module)};
      const child = await Child.start({ name: 'c', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], logFile: ${JSON.stringify(log)} });
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text: Buffer) => {
      resolve(Number(text.toString()));
    }));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => {
      expect(isAlive(pid)).toBe(false);
    });
    expect(readFileSync(log, 'utf8')).toBe('');
  });
});
