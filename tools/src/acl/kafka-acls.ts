import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';
import { parse } from 'yaml';
import { z } from 'zod';

const FILE = join(REPO_ROOT, 'helm/tapewire/files/acl/kafka-acls.yaml');
const OPERATIONS = ['Create', 'Describe', 'DescribeConfigs', 'Alter', 'Read', 'Write', 'Delete'] as const;
const rights = z.record(z.string(), z.array(z.enum(OPERATIONS)));
const file = z.object({ users: z.record(z.string(), z.strictObject({ topics: rights, groups: rights.optional() })) });

export type KafkaOperation = (typeof OPERATIONS)[number];

/** One thing that one user may do. */
export interface KafkaAcl {
  readonly user: string;
  readonly operation: KafkaOperation;
  readonly resource: 'topic' | 'group';
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
}

/** The shipped ACLs for an installation; users are `<prefix>-<service>`. */
export async function kafkaAcls(prefix: string): Promise<KafkaAcl[]> {
  const { users } = file.parse(parse(await readFile(FILE, 'utf8')));
  return Object.entries(users).flatMap(([service, { topics, groups = {} }]) => {
    const of = (resource: KafkaAcl['resource'], names: z.output<typeof rights>): KafkaAcl[] =>
      Object.entries(names).flatMap(([name, operations]) => operations.map((operation): KafkaAcl => ({
        user: `${prefix}-${service}`, operation, resource,
        ...(name.endsWith('*') ? { name: `${prefix}.${name.slice(0, -1)}`, pattern: 'prefixed' } : { name: `${prefix}.${name}`, pattern: 'literal' }),
      })));
    return [...of('topic', topics), ...of('group', groups)];
  });
}

/** Arguments of `kafka-acls.sh` that add one of them. */
export const kafkaAclsArguments = ({ user, operation, resource, name, pattern }: KafkaAcl): string =>
  `--add --allow-principal User:${user} --operation ${operation} --${resource} ${name} --resource-pattern-type ${pattern}`;
