/** The topics a normalizer writes, by their name in `Names.topics`. */
export const OUTPUTS = ['trades', 'alerts', 'flow', 'dlq'] as const;
export type Output = (typeof OUTPUTS)[number];

/** The last position written to each output topic of a partition, -1 before the first. */
export type OutputHeads = Readonly<Record<Output, number>>;

export const NO_OUTPUT: OutputHeads = { trades: -1, alerts: -1, flow: -1, dlq: -1 };
