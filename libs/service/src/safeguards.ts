import { TapewireError } from '@tapewire/contracts';
import type { ServiceConfig } from './schema.ts';

/** Rules of the exact tape that the fault suite can switch off one at a time, to show that it would notice. */
export const SAFEGUARDS = [
  'keys', 'one-partition-per-produce', 'one-call-in-flight', 'monotonic-acceptance',
  'compare-and-commit', 'stream-repair', 'bookmark', 'fingerprint',
] as const;
export type Safeguard = (typeof SAFEGUARDS)[number];

/** Answers whether a safeguard holds; it always does in production. */
export type Safeguards = (safeguard: Safeguard) => boolean;

export const ALL_SAFEGUARDS: Safeguards = () => true;

/** Reads which safeguards are off. Refuses to start unless unsafe operation is allowed explicitly. */
export function safeguardsFrom({ allowed, disabled }: ServiceConfig['unsafe']): Safeguards {
  if (disabled.length === 0) return ALL_SAFEGUARDS;
  if (!allowed) {
    throw new TapewireError('CONFIG_INVALID', 'TAPEWIRE_UNSAFE_DISABLE: expected TAPEWIRE_ALLOW_UNSAFE=true beside it, was not set');
  }
  const unknown = disabled.filter((name) => !SAFEGUARDS.some((safeguard) => safeguard === name));
  if (unknown.length > 0) {
    throw new TapewireError('CONFIG_INVALID', `TAPEWIRE_UNSAFE_DISABLE: expected names of ${SAFEGUARDS.join(', ')}, was ${unknown.join(', ')}`);
  }
  const off = new Set(disabled);
  return (safeguard) => !off.has(safeguard);
}
