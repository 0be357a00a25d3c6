import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TapewireError } from '@tapewire/contracts';
import fc from 'fast-check';
import { z } from 'zod';
import { choice, configHash, decimal, describeConfig, flag, integer, list, liveSecret, loadConfig, port, secret, text, type Environment } from './index.ts';

const schema = z.object({
  brokers: list('KAFKA_BROKERS', 'brokers'),
  port: port('APP_PORT', 'port', { default: 8080 }),
  batch: integer('APP_BATCH', 'batch', { default: 10, min: 1, max: 100 }),
  ratio: decimal('APP_RATIO', 'ratio', { default: 0.5, min: 0, max: 1 }),
  fast: flag('APP_FAST', 'fast', { default: false }),
  mode: choice('APP_MODE', 'mode', ['on', 'off'], { default: 'on' }),
  note: text('TAPEWIRE_NOTE', 'note', { optional: true }),
  login: z.object({ password: secret('APP_PASSWORD', 'password', { optional: true }) }),
});
const MINIMAL = { KAFKA_BROKERS: 'a:1' };

function problems(env: Environment, of: z.ZodObject = schema): readonly string[] {
  try {
    loadConfig(of, env);
  } catch (error) {
    if (error instanceof TapewireError && error.code === 'CONFIG_INVALID') return error.message.split('\n- ').slice(1);
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('reads every type of field and fills in defaults', () => {
    const config = loadConfig(schema, { ...MINIMAL, KAFKA_BROKERS: 'a:1, b:2', APP_BATCH: '7', APP_RATIO: '0.25', APP_FAST: 'yes', APP_MODE: 'off' });
    expect(config).toEqual({ brokers: ['a:1', 'b:2'], port: 8080, batch: 7, ratio: 0.25, fast: true, mode: 'off', login: {} });
  });

  it('takes an empty variable as not set', () => {
    expect(loadConfig(schema, { ...MINIMAL, APP_PORT: '', TAPEWIRE_NOTE: '' })).toMatchObject({ port: 8080 });
    expect(problems({ KAFKA_BROKERS: '' })).toEqual(['KAFKA_BROKERS (brokers): expected texts separated by commas, was not set']);
  });

  it.each([
    [{ APP_PORT: '70000' }, 'APP_PORT (port): expected a port from 0 to 65535, was "70000"'],
    [{ APP_BATCH: '0' }, 'APP_BATCH (batch): expected a whole number from 1 to 100, was "0"'],
    [{ APP_BATCH: '1e1' }, 'APP_BATCH (batch): expected a whole number from 1 to 100, was "1e1"'],
    [{ APP_RATIO: 'half' }, 'APP_RATIO (ratio): expected a number from 0 to 1, was "half"'],
    [{ APP_FAST: 'quick' }, 'APP_FAST (fast): expected true or false, was "quick"'],
    [{ APP_MODE: 'ON' }, 'APP_MODE (mode): expected one of on, off, was "ON"'],
    [{ KAFKA_BROKERS: 'a:1,,b:2' }, 'KAFKA_BROKERS (brokers): expected texts separated by commas, was "a:1,,b:2"'],
  ])('names variable, path, what it was and what was expected: %j', (env, expected) => {
    expect(problems({ ...MINIMAL, ...env })).toEqual([expected]);
  });

  it('lists every problem at once', () => {
    expect(problems({ APP_PORT: 'x', APP_MODE: 'y' })).toHaveLength(3);
  });

  it('refuses unknown variables of its own prefix and says which it knows', () => {
    expect(problems({ ...MINIMAL, TAPEWIRE_NOTES: 'x', OTHER: 'y' })).toEqual(['TAPEWIRE_NOTES: unknown variable, expected one of TAPEWIRE_NOTE']);
  });

  it('takes the variables of schemas alongside as known', () => {
    const other = z.object({ level: text('TAPEWIRE_LEVEL', 'level', { optional: true }) });
    expect(loadConfig(schema, { ...MINIMAL, TAPEWIRE_LEVEL: 'info' }, { alongside: [other] })).toMatchObject({ mode: 'on' });
  });

  it('reads a secret from its variable or from a file, and never both', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'password');
    writeFileSync(file, 'from file\n');
    expect(loadConfig(schema, { ...MINIMAL, APP_PASSWORD: 'direct' }).login.password).toBe('direct');
    expect(loadConfig(schema, { ...MINIMAL, APP_PASSWORD_FILE: file }).login.password).toBe('from file');
    expect(problems({ ...MINIMAL, APP_PASSWORD: 'direct', APP_PASSWORD_FILE: file })).toEqual([
      'APP_PASSWORD_FILE (login.password): expected only one of APP_PASSWORD and APP_PASSWORD_FILE, was both',
    ]);
    expect(problems({ ...MINIMAL, APP_PASSWORD_FILE: `${file}.missing` })[0]).toContain('APP_PASSWORD_FILE (login.password): expected a readable file, was');
  });

  it('reads a live secret again whenever it is used, and keeps the last while its file is away', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'password');
    writeFileSync(file, 'first\n');
    const live = z.object({ password: liveSecret('APP_PASSWORD', 'password', { optional: true }) });
    const { password } = loadConfig(live, { APP_PASSWORD_FILE: file });
    expect(password?.()).toBe('first');
    writeFileSync(file, 'second\n');
    expect(password?.()).toBe('second');
    rmSync(file);
    expect(password?.()).toBe('second');
    expect(loadConfig(live, { APP_PASSWORD: 'direct' }).password?.()).toBe('direct');
    expect(loadConfig(live, {}).password).toBeUndefined();
    expect(describeConfig(live)[0]).toMatchObject({ env: 'APP_PASSWORD', required: false, secret: true });
  });

  it('never prints a secret', () => {
    const strict = z.object({ pin: secret('APP_PIN', 'pin') }).refine(() => false, { path: ['pin'], message: 'a better pin' });
    expect(problems({ APP_PIN: 'hunter2' }, strict)).toEqual(['APP_PIN (pin): expected a better pin, was (hidden)']);
  });

  it('reports rules over several fields in the words of the schema', () => {
    const range = z.object({ low: integer('LOW', 'low'), high: integer('HIGH', 'high') }).refine((c) => c.low <= c.high, { path: ['high'], message: 'at least LOW' });
    expect(problems({ LOW: '5', HIGH: '4' }, range)).toEqual(['HIGH (high): expected at least LOW, was "4"']);
  });

  it('takes fields written by hand that say their variable', () => {
    const hand = z.object({ name: z.string().min(3).meta({ env: 'HAND', doc: 'by hand' }) });
    expect(loadConfig(hand, { HAND: 'abc' })).toEqual({ name: 'abc' });
    expect(problems({ HAND: 'a' }, hand)[0]).toMatch(/^HAND \(name\): expected .*, was "a"$/);
  });

  it('reads back every whole number it can show', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => {
      expect(loadConfig(z.object({ n: integer('N', 'n') }), { N: String(n) })).toEqual({ n });
    }));
  });
});

describe('configHash', () => {
  const hash = (env: Environment): string => configHash([schema], env, ['APP_PORT']);

  it('is the same for the same settings, however they are given, and another for others', () => {
    expect(hash(MINIMAL)).toMatch(/^[0-9a-f]{8}$/);
    expect(hash({ ...MINIMAL, APP_BATCH: '10', OTHER: 'x' })).toBe(hash(MINIMAL));
    expect(hash({ ...MINIMAL, APP_BATCH: '11' })).not.toBe(hash(MINIMAL));
  });

  it('knows nothing of secrets and of what differs from pod to pod', () => {
    expect(hash({ ...MINIMAL, APP_PASSWORD: 'hunter2', APP_PORT: '9' })).toBe(hash(MINIMAL));
  });
});

describe('describeConfig', () => {
  it('gives a row for every field with what documentation needs', () => {
    const rows = describeConfig(schema);
    expect(rows.map((row) => row.path)).toEqual(['brokers', 'port', 'batch', 'ratio', 'fast', 'mode', 'note', 'login.password']);
    expect(rows[0]).toEqual({ env: 'KAFKA_BROKERS', path: 'brokers', doc: 'brokers', expected: 'texts separated by commas', fallback: undefined, required: true, secret: false });
    expect(rows[7]).toMatchObject({ env: 'APP_PASSWORD', required: false, secret: true });
  });
});
