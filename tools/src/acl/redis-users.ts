import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_PREFIX } from '@tapewire/contracts';
import { REPO_ROOT } from '@tapewire/testkit';

const FILE = join(REPO_ROOT, 'helm/tapewire/files/acl/redis-users.acl');
/** Users that the file has, each as `<prefix>-<role>`. */
export const REDIS_ROLES = ['redis-indexer', 'gateway', 'admin'] as const;
export type RedisRole = (typeof REDIS_ROLES)[number];

/** The shipped ACL file for an installation; passwords are in it as digests only. */
export async function redisUsers(prefix: string, passwords: Readonly<Record<RedisRole, string>>): Promise<string> {
  const template = await readFile(FILE, 'utf8');
  const keys = prefix === DEFAULT_PREFIX ? '' : `${prefix}:`;
  return REDIS_ROLES.reduce(
    (text, role) => text.replaceAll(`@${role.toUpperCase().replace('-', '_')}_PASSWORD@`, `#${createHash('sha256').update(passwords[role]).digest('hex')}`),
    template.replaceAll('@PREFIX@', prefix).replaceAll('@KEYS@', keys),
  );
}

/** Words of a line after `user`: selectors in parentheses are one word. */
export const userRules = (line: string): string[] => line.replace(/^user /, '').match(/\([^)]*\)|\S+/g) ?? [];
