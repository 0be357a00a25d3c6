import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { RULE_SCHEMA_FILE, ruleSchemaDocument } from './rule-schema.ts';

test('docs/rules.schema.json says what the rule file may hold (npm run docs:rules)', async () => {
  expect(await readFile(RULE_SCHEMA_FILE, 'utf8')).toBe(ruleSchemaDocument());
});
