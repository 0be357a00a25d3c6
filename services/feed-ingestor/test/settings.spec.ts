import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CODECS } from '@tapewire/feeds';
import { eventually } from '@tapewire/testkit';
import { PARTITIONS, Rig } from './raw-log.ts';

jest.setTimeout(240_000);
const PATIENT = { timeoutMs: 60_000, everyMs: 300 };

interface Published {
  readonly p: number;
  readonly version: number;
  readonly rules: readonly string[];
}

let folder: string;
let rig: Rig | undefined;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'rules-')); });
afterEach(async () => {
  await rig?.close();
  rig = undefined;
  await rm(folder, { recursive: true });
});

async function published(): Promise<Published[]> {
  return (await rig!.raw()).filter((row) => row.kind === 'config').map(({ p, value }) => {
    const event = CODECS.get('tapewire')?.decode('config', value);
    const { rules } = (event?.kind === 'config' ? event.config : {}) as { rules: { id: string }[] };
    return { p, version: event?.kind === 'config' ? event.version : -1, rules: rules.map(({ id }) => id) };
  });
}
const refused = async (): Promise<string> => (await fetch(`${rig!.process.management}/metrics`)).text();
const ruleFile = (...ids: string[]): string => `rules:\n${ids.map((id) => `  - { id: ${id}, when: premium>=1M }\n`).join('')}`;

/** Replaces a mounted ConfigMap as the kubelet does: a new folder, then the link `..data` is swapped. */
async function mountConfigMap(content: string, turn: number): Promise<string> {
  await mkdir(join(folder, `..v${turn}`));
  await writeFile(join(folder, `..v${turn}`, 'rules.yaml'), content);
  await symlink(`..v${turn}`, join(folder, '..tmp'));
  await rename(join(folder, '..tmp'), join(folder, '..data'));
  if (turn === 0) await symlink('..data/rules.yaml', join(folder, 'rules.yaml'));
  return join(folder, 'rules.yaml');
}

describe('the rules of an installation', () => {
  it('come to every partition before its first print, once, whatever is killed', async () => {
    rig = await Rig.open({ FEED: 'demo', FEED_RATE: '400' });
    await rig.process.ready();
    await rig.process.kill();
    await rig.process.start();
    await rig.process.ready();
    await eventually(async () => { expect((await rig!.raw()).filter((row) => row.kind === 'trade').length).toBeGreaterThan(100); }, PATIENT);
    const all = await published();
    expect(all.map(({ p }) => p).sort()).toEqual(Array.from({ length: PARTITIONS }, (_, p) => p));
    expect(all[0]?.rules).toHaveLength(13);
    expect(all[0]?.rules).toContain('golden-sweep');
    for (let p = 0; p < PARTITIONS; p++) {
      const kinds = (await rig.raw()).filter((row) => row.p === p && row.kind !== 'clock').map((row) => row.kind);
      expect(kinds[0]).toBe('config');
    }
  });

  it('change when a ConfigMap does, once, and stay when the new file is wrong', async () => {
    const file = await mountConfigMap(ruleFile('one'), 0);
    rig = await Rig.open({ FEED: 'demo', FEED_RATE: '50', RULES_FILE: file });
    await rig.process.ready();
    const versions = async (): Promise<string[]> => [...new Set((await published()).map(({ rules }) => rules.join()))];
    await eventually(async () => { expect(await versions()).toEqual(['one']); }, PATIENT);

    await mountConfigMap(ruleFile('one', 'two'), 1);
    await eventually(async () => { expect(await versions()).toEqual(['one', 'one,two']); }, PATIENT);

    await mountConfigMap('rules:\n  - { id: whale, when: premum>=1M }\n', 2);
    await eventually(async () => {
      expect(await refused()).toMatch(/tapewire_settings_refused\{[^}]*\} 1/);
      const log = await readFile(join(rig!.folder, 'log'), 'utf8');
      expect(log).toContain('rules[0] (whale).when: at 0:');
      expect(log).toContain(file);
    }, PATIENT);
    await rig.process.kill();
    await rig.process.start();
    await rig.process.ready();
    expect(await versions()).toEqual(['one', 'one,two']);

    await mountConfigMap(ruleFile('three'), 3);
    await eventually(async () => { expect(await versions()).toEqual(['one', 'one,two', 'three']); }, PATIENT);
    expect(await refused()).toMatch(/tapewire_settings_refused\{[^}]*\} 0/);
    const all = await published();
    expect(all).toHaveLength(PARTITIONS * 3);
    for (let p = 0; p < PARTITIONS; p++) {
      const own = all.filter((one) => one.p === p).map(({ version }) => version);
      expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
    }
  });
});
