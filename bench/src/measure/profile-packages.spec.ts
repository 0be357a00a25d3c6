import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ownerOf, profilesOf } from './profile-packages.ts';

it('a profile is told by who owns the code, without the idle time', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'profiles-'));
  const frame = (id: number, functionName: string, url: string): object => ({ id, callFrame: { functionName, url } });
  const profile = {
    nodes: [frame(1, '(idle)', ''), frame(2, 'send', 'file:///x/node_modules/kafkajs/src/a.js'), frame(3, '(garbage collector)', ''), frame(4, 'call', 'file:///x/libs/redis/dist/b.js')],
    samples: [1, 2, 3, 4, 2], timeDeltas: [500, 20, 10, 10, 60],
  };
  try {
    await mkdir(join(dir, 'burst'));
    await writeFile(join(dir, 'burst', 'normalizer.cpuprofile'), JSON.stringify(profile));
    expect(await profilesOf(dir)).toEqual([{ process: 'burst/normalizer', shares: [['kafkajs', 0.8], ['garbage collection', 0.1], ['libs/redis', 0.1]] }]);
  } finally {
    await rm(dir, { recursive: true });
  }
});

it('a scope belongs to the name of a package, and a package within another owns its own code', () => {
  expect(ownerOf('file:///x/node_modules/@opentelemetry/api/build/a.js')).toBe('@opentelemetry/api');
  expect(ownerOf('file:///x/node_modules/a/node_modules/b/c.js')).toBe('b');
  expect(ownerOf('node:internal/timers')).toBe('Node');
});
