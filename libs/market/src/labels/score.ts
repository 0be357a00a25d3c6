import { FLAG, PACKAGE_FLAGS } from '../flags.ts';
import type { Print } from '../print.ts';

/** Version of the formula below; it rises with every change. */
export const SCORE_VERSION = 1;

const PREMIUM_FLOOR = 10_000;
const PREMIUM_DECADES = Math.log(500);
const FULL_DTE = 45;
const FULL_OTM = 10;

const within = (x: number): number => Math.min(Math.max(x, 0), 1);

/** 30 points: order premium on a logarithmic scale, none below $10,000, all from $5,000,000. */
const premiumPoints = (premium: number): number => (premium <= PREMIUM_FLOOR ? 0 : 30 * within(Math.log(premium / PREMIUM_FLOOR) / PREMIUM_DECADES));

/** 20 points: order size against open interest, all from twice; none while open interest is not known. */
const sizePoints = (size: number, oi: number | undefined): number => (oi === undefined ? 0 : 20 * (oi === 0 ? 1 : within(size / oi / 2)));

/** 15 points: through the quote 15, at it 12, between 3. */
const sidePoints = (side: string): number => (side === 'aboveAsk' || side === 'belowBid' ? 15 : side === 'mid' ? 3 : side === 'none' ? 0 : 12);

/** 15 points: how urgently it was done. */
function urgencyPoints(flags: number): number {
  if ((flags & FLAG.sweep) !== 0) return 15;
  if ((flags & FLAG.repeat) !== 0) return 10;
  return (flags & (FLAG.split | FLAG.block)) !== 0 ? 6 : 0;
}

/** 10 points: 5 for a near expiration, falling to none at 45 days; 5 for far out of the money, all from 10 %. */
const betPoints = (dte: number, otm: number | undefined): number => 5 * within(1 - dte / FULL_DTE) + 5 * within((otm ?? 0) / FULL_OTM);

/** 0–100: how remarkable a print is, as part of its order so far. Halved for packages, whose price is not their own. */
export function scoreOf({ draft, flags }: Print): number {
  const points = premiumPoints(draft.order?.premium ?? draft.premium ?? 0)
    + sizePoints(draft.order?.size ?? draft.size, draft.oi)
    + sidePoints(draft.side)
    + urgencyPoints(flags)
    + ((flags & FLAG.opening) === 0 ? 0 : 10)
    + betPoints(draft.dte, draft.otm);
  return Math.round((flags & PACKAGE_FLAGS) === 0 ? points : points / 2);
}
