import { type Flag, FLAGS } from '@tapewire/contracts';

/** A set of flags as bits, in the order of `FLAGS`. */
export type FlagMask = number;

/** The bit of each flag. */
export const FLAG: Readonly<Record<Flag, FlagMask>> = Object.fromEntries(FLAGS.map((flag, i) => [flag, 1 << i])) as Record<Flag, FlagMask>;

export const maskOf = (flags: readonly Flag[]): FlagMask => flags.reduce((mask, flag) => mask | FLAG[flag], 0);

const LISTS = new Map<FlagMask, readonly Flag[]>();

/** The flags of a mask, in the order of `FLAGS`. The arrays are shared: few combinations occur. */
export function flagsOf(mask: FlagMask): readonly Flag[] {
  let list = LISTS.get(mask);
  if (list === undefined) {
    list = FLAGS.filter((flag) => (mask & FLAG[flag]) !== 0);
    LISTS.set(mask, list);
  }
  return list;
}

/** Prints that are a leg of a package. */
export const LEG_FLAGS: FlagMask = maskOf(['multileg', 'stockTied']);

/** Prints that are part of something else: they say nothing alone about side taken or opinion. */
export const PACKAGE_FLAGS: FlagMask = maskOf(['multileg', 'stockTied', 'cross', 'compression']);
