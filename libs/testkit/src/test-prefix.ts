import { randomBytes } from 'node:crypto';

/** A name no other test uses, for topics, groups and keys. */
export const testPrefix = (): string => `t${randomBytes(6).toString('hex')}`;
