export type { LiveSecret, Optional, Range, WithDefault } from './builders.ts';
export { choice, decimal, flag, integer, list, liveSecret, port, secret, text } from './builders.ts';
export type { ConfigRow } from './describe.ts';
export { describeConfig } from './describe.ts';
export type { Field, FieldMeta } from './field.ts';
export { fieldsOf } from './field.ts';
export type { Environment, LoadOptions } from './load.ts';
export { configHash, loadConfig } from './load.ts';
export { kafka as kafkaConfig, keepDays as keepDaysField, prefix as prefixField, redis as redisConfig } from './shared.ts';
