import { expect, it } from '@jest/globals';
import { within } from './within.ts';

it('waits for work that ends, however it ends', async () => {
  expect(await within(60_000, Promise.resolve(1))).toBe(true);
  expect(await within(60_000, Promise.reject(new Error('no')))).toBe(true);
});

it('does not wait for ever', async () => {
  expect(await within(1, new Promise(() => undefined))).toBe(false);
});
