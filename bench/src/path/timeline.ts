/** Trades at one rate for some time. The feed keeps to it whether or not the path keeps up: nothing waits for an answer. */
export interface Stretch {
  /** Trades a second. */
  readonly rate: number;
  readonly seconds: number;
}

export const tradesOf = ({ rate, seconds }: Stretch): number => Math.round(rate * seconds);

export const secondsOf = (stretches: readonly Stretch[]): number => stretches.reduce((sum, { seconds }) => sum + seconds, 0);

/** Place among the stretches of what is due this many seconds after the first began; the last one has no end. */
export function stretchAt(stretches: readonly Stretch[], second: number): number {
  let end = 0;
  for (const [i, { seconds }] of stretches.entries()) {
    end += seconds;
    if (second < end) return i;
  }
  return stretches.length - 1;
}

/** Reads `1000x30,20000x30`: rates and seconds. */
export function parseTimeline(text: string): Stretch[] {
  return text.split(',').map((part) => {
    const [rate = Number.NaN, seconds = Number.NaN] = part.split('x').map(Number);
    if (!(rate > 0 && seconds > 0)) throw new Error(`expected rates and seconds such as 1000x30,20000x30, was ${part}`);
    return { rate, seconds };
  });
}
