import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Command } from 'ioredis';
import { dumpHash } from './hash-dump.ts';
import { PackedArguments } from './packed-arguments.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ minLength: 90, maxLength: 2000 }));
const fields = fc.uniqueArray(text, { minLength: 2, maxLength: 40 }).map((all) => all.slice(0, all.length - (all.length % 2)));

describe('packed arguments', () => {
  it('are byte for byte what the client itself makes of a command', () => {
    const packed = new PackedArguments();
    fc.assert(fc.property(fc.array(fc.oneof(text, fc.integer(), fields), { maxLength: 60 }), (values) => {
      packed.clear();
      for (const value of values) {
        if (Array.isArray(value)) packed.addHash(value);
        else packed.add(value);
      }
      const known = new Command('FCALL', ['commit', 1, 'key', ...values.map((value) => (Array.isArray(value) ? dumpHash(value) : value))]);
      expect(packed.count).toBe(values.length);
      expect(Buffer.from(known.toWritable({})).equals(packed.command('FCALL', 'commit', 1, 'key'))).toBe(true);
    }));
  });

  it('grow beyond the memory that they begin with', () => {
    const packed = new PackedArguments();
    for (let i = 0; i < 50; i += 1) packed.add('é'.repeat(5000));
    expect(packed.command('ECHO').length).toBe('*51\r\n$4\r\nECHO\r\n'.length + 50 * ('$10000\r\n'.length + 10_000 + 2));
  });
});
