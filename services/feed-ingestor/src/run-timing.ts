/** How often a run publishes the feed's time. */
export const CLOCK_MS = 1000;
/** The clock stays behind a live feed's time: a print on its way must not come after a clock that is past it. */
export const CLOCK_BEHIND_MS = 1000;
/** How long a run that ends waits for Kafka to take what is left; with what else it waits for, less than a process has to end. */
export const FLUSH_MS = 2500;
/** Pause before a run looks again whether there is something to do. */
export const POLL_MS = 2;
