import { describe, expect, it } from '@jest/globals';
import { devToken } from '@tapewire/testkit';
import { TokenVerifier } from './token-verifier.ts';

const [old, fresh, other] = ['old', 'fresh', 'other'].map((name) => `${name}-key-of-at-least-thirty-two-bytes`) as [string, string, string];
const token = (secret: string, expires: string | number = '1h'): Promise<string> => devToken({ user: 'ann', plan: 'realtime', secret, expires });

describe('the key of HS256 tokens while it is rotated', () => {
  const rotated = new TokenVerifier({ secret: fresh, previousSecret: old, algorithms: [] });

  it('lets in tokens of the new key and of the one before', async () => {
    for (const secret of [fresh, old]) expect((await rotated.verify(await token(secret))).claims).toMatchObject({ sub: 'ann', plan: 'realtime' });
  });

  it('refuses tokens of any other key, and those of the key before that have expired', async () => {
    await expect(rotated.verify(await token(other))).rejects.toMatchObject({ wire: { code: 'unauthorized' } });
    await expect(rotated.verify(await token(old, 1_000_000_000))).rejects.toMatchObject({ wire: { code: 'tokenExpired' } });
  });

  it('ends tokens of the old key once it is not configured any more', async () => {
    await expect(new TokenVerifier({ secret: fresh, algorithms: [] }).verify(await token(old))).rejects.toMatchObject({ wire: { code: 'unauthorized' } });
  });
});
