import { describe, expect, it } from '@jest/globals';
import { SAFEGUARDS, safeguardsFrom } from './safeguards.ts';

describe('safeguards', () => {
  it('all hold unless they are switched off', () => {
    const holds = safeguardsFrom({ allowed: false, disabled: [] });
    expect(SAFEGUARDS.every((name) => holds(name))).toBe(true);
  });

  it('cannot be switched off without saying so twice', () => {
    expect(() => safeguardsFrom({ allowed: false, disabled: ['keys'] })).toThrow('TAPEWIRE_UNSAFE_DISABLE: expected TAPEWIRE_ALLOW_UNSAFE=true beside it, was not set');
  });

  it('are switched off one by one', () => {
    const holds = safeguardsFrom({ allowed: true, disabled: ['keys', 'fingerprint'] });
    expect(SAFEGUARDS.filter((name) => !holds(name))).toEqual(['keys', 'fingerprint']);
  });

  it('refuse names that do not exist', () => {
    expect(() => safeguardsFrom({ allowed: true, disabled: ['kees'] })).toThrow(/expected names of keys, .*, was kees$/);
  });
});
