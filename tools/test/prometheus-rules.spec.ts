import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { promtool, REPO_ROOT, runCommand } from '@tapewire/testkit';
import { parse } from 'yaml';
import { z } from 'zod';

const RULES = join(REPO_ROOT, 'helm/tapewire/files/prometheus-rules.yaml');
const TESTS = join(REPO_ROOT, 'tools/test/prometheus/rules.test.yaml');
const SLOW = 120_000;
const rules = z.object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string().optional() })) })) });
const tests = z.object({ tests: z.array(z.object({ alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })) })) });
const tool = await promtool();
if (tool === undefined) console.log('skipped: no promtool (Debian: apt-get install prometheus)');

it('every alert has a test in which it fires', async () => {
  const alerts = rules.parse(parse(await readFile(RULES, 'utf8'))).groups.flatMap((group) => group.rules.flatMap(({ alert }) => alert ?? []));
  const fired = new Set(tests.parse(parse(await readFile(TESTS, 'utf8'))).tests.flatMap((test) => test.alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length > 0).map(({ alertname }) => alertname)));
  expect(alerts.filter((alert) => !fired.has(alert))).toEqual([]);
});

(tool === undefined ? it.skip : it)('Prometheus takes the alert rules, and each fires when it should and not otherwise', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-rules-'));
  const file = join(dir, 'rules.test.yaml');
  await writeFile(file, (await readFile(TESTS, 'utf8')).replace('RULES_FILE', RULES));
  const options = { what: 'promtool', report: (): void => undefined };
  expect(await runCommand(tool!, ['check', 'rules', RULES], options)).toContain('SUCCESS');
  expect(await runCommand(tool!, ['test', 'rules', file], options)).toContain('SUCCESS');
  await rm(dir, { recursive: true });
}, SLOW);
