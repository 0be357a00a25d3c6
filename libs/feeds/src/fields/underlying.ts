import { resolveRoot } from '@tapewire/market';

const underlyings = new Map<string, string>();
const REMEMBERED = 50_000;
/** Length of what follows the root: date, right, strike. */
const AFTER_ROOT = 15;

/** The underlying of a contract (remembered by root). */
export function underlyingOf(contract: string): string {
  const root = contract.slice(0, -AFTER_ROOT);
  let underlying = underlyings.get(root);
  if (underlying === undefined) {
    ({ underlying } = resolveRoot(root));
    if (underlyings.size < REMEMBERED) underlyings.set(root, underlying);
  }
  return underlying;
}
