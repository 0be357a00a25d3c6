import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { EVENT_SHAPES, REQUESTS } from '@tapewire/contracts';
import { ASYNC_API_FILE, asyncApiText, DOCUMENT_FILE, withGeneratedParts } from './document.ts';

test('docs/protocol/v1.md says what the contracts say (npm run docs:protocol writes it anew)', async () => {
  const document = await readFile(DOCUMENT_FILE, 'utf8');
  expect(withGeneratedParts(document)).toBe(document);
});

test('docs/protocol/asyncapi.yaml is made from the shapes that gateways check with', async () => {
  expect(await readFile(ASYNC_API_FILE, 'utf8')).toBe(asyncApiText());
});

test('every request and event has its place in the document', async () => {
  const document = await readFile(DOCUMENT_FILE, 'utf8');
  for (const name of [...Object.keys(REQUESTS), ...Object.keys(EVENT_SHAPES)]) expect(document).toContain(`#### \`${name}\``);
});
