import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REPO_ROOT } from '@tapewire/testkit';
import { metricProblems, filesOf } from '../src/operations/names.ts';
import { renderedFiles } from '../src/k8s/rendered-files.ts';
import { parseAllDocuments } from 'yaml';

const SLOW = 120_000;

describe('k8s/', () => {
  it('holds what `npm run k8s:render` writes', async () => {
    for (const [path, content] of await renderedFiles()) {
      expect([relative(REPO_ROOT, path), await readFile(path, 'utf8')]).toEqual([relative(REPO_ROOT, path), content]);
    }
  }, SLOW);

  it('is well-formed, and names only metrics that exist', async () => {
    for (const [path, text] of await filesOf('k8s', '.yaml')) {
      expect([path, parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => message)), metricProblems(text)]).toEqual([path, [], []]);
    }
  });
});
