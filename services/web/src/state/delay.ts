import type { Welcome } from '@tapewire/contracts';

/** Milliseconds by which what is shown is late by intent: the plan's delay and the slowest feed's. */
export const delayOf = ({ plan, feeds }: Welcome): number => plan.delay + Math.max(0, ...feeds.map((feed) => feed.delay));
