import { existsSync, mkdtempSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cached } from './cache.ts';
import { cacheFolder } from './paths.ts';
import { quiet } from './report.ts';

const GONE_PROCESS = 2 ** 22 + 1;

describe('cached', () => {
  const before = process.env['XDG_CACHE_HOME'];
  beforeEach(() => {
    process.env['XDG_CACHE_HOME'] = mkdtempSync(join(tmpdir(), 'tapewire-cache-'));
  });
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  });

  const build = (text: string) => (folder: string): Promise<void> => writeFile(join(folder, 'file'), text);
  const fileOf = async (folder: string): Promise<string> => readFile(join(folder, 'file'), 'utf8');

  it('builds once and then finds what it built', async () => {
    await cached('x', build('first'), quiet);
    expect(await fileOf(await cached('x', build('second'), quiet))).toBe('first');
  });

  it('lets one of two callers at once build while the other waits', async () => {
    let builds = 0;
    const count = async (folder: string): Promise<void> => {
      builds += 1;
      await build('one')(folder);
    };
    const folders = await Promise.all([cached('x', count, quiet), cached('x', count, quiet)]);
    expect([builds, new Set(folders).size]).toEqual([1, 1]);
  });

  it('never shows a half-finished folder, and tries anew after a failure', async () => {
    const failing = cached('x', async (folder) => {
      await build('half')(folder);
      throw new Error('cut off');
    }, quiet);
    await expect(failing).rejects.toThrow('cut off');
    expect(existsSync(join(cacheFolder(), 'x'))).toBe(false);
    expect(await fileOf(await cached('x', build('whole'), quiet))).toBe('whole');
  });

  it('takes over from a process that died while it was building', async () => {
    await cached('other', build(''), quiet);
    await writeFile(join(cacheFolder(), 'x.lock'), String(GONE_PROCESS));
    expect(await fileOf(await cached('x', build('mine'), quiet))).toBe('mine');
  });
});
