import { SHARE_CLASS_ROOTS } from '@tapewire/contracts';

/** Roots that differ from the ticker of their underlying. Everything else is its own underlying. */
const ROOTS: ReadonlyMap<string, string> = new Map([
  ['SPXW', 'SPX'], ['SPXPM', 'SPX'], ['XSPAM', 'XSP'], ['VIXW', 'VIX'], ['NDXP', 'NDX'], ['RUTW', 'RUT'], ['DJXW', 'DJX'],
  ...SHARE_CLASS_ROOTS,
]);

/** Trailing digit: adjusted after a split, merger or special dividend (or a mini contract); leading digit: a FLEX option. */
const ADJUSTED = /^([A-Z][A-Z.]*)\d+$/;
const FLEX = /^[1-4]([A-Z][A-Z.]*)$/;

export interface Root {
  readonly underlying: string;
  /** Deliverable or multiplier differ from the standard; known only from reference data. */
  readonly adjusted: boolean;
}

/** What a root stands for. `overrides` come first: the root map of the installation. */
export function resolveRoot(root: string, overrides?: ReadonlyMap<string, string>): Root {
  const mapped = overrides?.get(root);
  const adjusted = ADJUSTED.exec(root);
  const plain = adjusted?.[1] ?? FLEX.exec(root)?.[1] ?? root;
  return { underlying: mapped ?? overrides?.get(plain) ?? ROOTS.get(plain) ?? plain, adjusted: adjusted !== null };
}
