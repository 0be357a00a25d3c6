import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { quiet, runCommand } from '@tapewire/testkit';
import { chartDocuments } from '../../src/chart/document.ts';
import { kubernetesTools } from '../../src/chart/kubernetes-tools.ts';
import { CHART, CI_VALUES } from '../../src/chart/paths.ts';
import { renderText } from '../../src/chart/render.ts';
import { readValues } from '../../src/chart/values-comments.ts';
import { valuesSchema } from '../../src/chart/values-schema.ts';
import { helmIsThere } from './when-helm.ts';

const describeWithHelm = helmIsThere ? describe : describe.skip;

describe('what is generated from values.yaml', () => {
  it('is as values.yaml has it (npm run docs:chart)', async () => {
    for (const [file, text] of await chartDocuments()) expect([basename(file), await readFile(file, 'utf8')]).toEqual([basename(file), text]);
  });

  it('takes descriptions and schema fragments from comments, and types from the defaults', () => {
    const values = readValues('# -- How many\na:\n  # -- @schema {"minimum": 1} Pods\n  n: 2\n  # -- Free\n  m: {x: 1}\nfeedIngestor: {n: 1}\n');
    expect(values[0]?.children?.map(({ path, doc, schema }) => [path.join('.'), doc, schema])).toEqual([['a.n', 'Pods', { minimum: 1 }], ['a.m', 'Free', {}]]);
    expect(() => valuesSchema(values)).toThrow('a section was expected');
  });
});

describeWithHelm('helm lint', () => {
  it.each([...CI_VALUES])('accepts ci/%s-values.yaml', async (_name, file) => {
    const { helm } = await kubernetesTools(quiet);
    expect(await runCommand(helm, ['lint', CHART, '--strict', '--values', file], { what: 'helm lint', report: quiet })).toContain('0 chart(s) failed');
  });
});

describeWithHelm('values that cannot work are refused in words', () => {
  it.each([
    ['a key that does not exist', ['gatewey.replicas=3'], 'gatewey'],
    ['a key that does not exist in a section', ['gateway.replica=3'], 'replica'],
    ['a value of the wrong type', ['gateway.replicas="many"'], 'got string, want integer'],
    ['a grace period below the drain', ['gateway.terminationGracePeriodSeconds=20'], 'expected at least 45 (preStopSeconds 5 + drainSeconds 30 + marginSeconds 10), was 20'],
    ['more consumers than partitions', ['normalizer.replicas=20'], 'normalizer.replicas: expected at most kafka.partitions (12), was 20'],
    ['KEDA beyond the partitions', ['redisIndexer.keda={"enabled":true,"maxReplicas":13,"lagThreshold":1}'], 'redisIndexer.keda.maxReplicas: expected at most kafka.partitions (12), was 13'],
    ['no brokers', ['evaluation.kafka.enabled=false'], 'kafka.brokers: expected host:port of your brokers'],
    ['no Redis', ['evaluation.redis.enabled=false'], 'redis.url: expected redis://host:port'],
    ['a route without a host', ['httpRoute.enabled=true'], 'host: expected the name under which traders reach Tapewire'],
    ['sign-in without a key set', ['auth.mode="jwks"'], 'auth.jwksUrl: expected the address'],
    ['both ends of a disruption budget', ['gateway.pdb.minAvailable=1'], 'gateway.pdb: expected one of minAvailable and maxUnavailable, was both'],
    ['a maximum below the minimum', ['gateway.autoscaling.minReplicas=11'], 'gateway.autoscaling.maxReplicas: expected at least minReplicas (11), was 10'],
    ['SASL without passwords', ['kafka.sasl.mechanism="plain"'], 'kafka.sasl.existingSecret: expected the Secret with the passwords, was empty'],
  ])('%s', async (_what, set, message) => {
    await expect(renderText({ set })).rejects.toThrow(message);
  });
});
