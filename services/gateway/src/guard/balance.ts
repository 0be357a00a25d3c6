import type { Names } from '@tapewire/contracts';
import type { RedisClient } from '@tapewire/redis';
import type { Logger } from '@tapewire/telemetry';

export interface BalanceTools {
  readonly redis: RedisClient;
  readonly names: Names;
  readonly pod: string;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly wallClock: () => number;
  readonly saturation: () => number;
  /** Asks a share (0 to 1) of the clients to connect elsewhere. */
  readonly shed: (share: number) => void;
}

const EVERY_MS = 5000;
/** What a pod said of itself counts this long. */
const FRESH_MS = 15_000;
/** A pod is far above the fleet from this difference on, and only when it has something to carry. */
const FAR_ABOVE = 0.25;
const IDLE = 0.4;
const SLICE = 0.02;

/**
 * How large a share of a pod's clients should move, given its saturation and that of the other pods (0: none).
 * Existing connections never move to new pods by themselves.
 */
export function shareToMove(own: number, others: readonly number[]): number {
  if (others.length === 0 || own < IDLE) return 0;
  const mean = (own + others.reduce((sum, value) => sum + value, 0)) / (others.length + 1);
  return own - mean > FAR_ABOVE ? SLICE : 0;
}

/** Tells the fleet how full this pod is, and lets a slice of the clients go while it is far above the mean. */
export class Balance {
  readonly #tools: BalanceTools;
  readonly #timer: NodeJS.Timeout;

  constructor(tools: BalanceTools) {
    this.#tools = tools;
    this.#timer = setInterval(() => {
      this.#compare().catch((error: unknown) => { tools.logger.debug({ err: error }, 'could not compare this pod with the others'); });
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #compare(): Promise<void> {
    const { redis, names, pod, wallClock, saturation, shed, logger } = this.#tools;
    const now = wallClock();
    const own = saturation();
    await redis.hset(names.saturationKey, pod, `${own.toFixed(3)} ${now}`);
    const others: number[] = [];
    const gone: string[] = [];
    for (const [other, text] of Object.entries(await redis.hgetall(names.saturationKey))) {
      const [value = 0, at = 0] = text.split(' ').map(Number);
      if (now - at > FRESH_MS) gone.push(other);
      else if (other !== pod) others.push(value);
    }
    if (gone.length > 0) await redis.hdel(names.saturationKey, ...gone);
    const share = shareToMove(own, others);
    if (share === 0) return;
    logger.info({ own, others, share }, 'far above the other pods: asking clients to move');
    shed(share);
  }
}
