import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { CONFIGURATION_FILE, configurationDocument } from './configuration.ts';

it('docs/configuration.md says what the schemas say (npm run docs:configuration writes it anew)', async () => {
  expect(await readFile(CONFIGURATION_FILE, 'utf8')).toBe(await configurationDocument());
});
