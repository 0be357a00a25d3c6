import type { Alert } from '@tapewire/contracts';

const REMEMBERED = 20_000;

/** Lets each alert through once, whether it came live, was asked for, or both. */
export class AlertFeed {
  readonly #seen = new Set<string>();

  get isEmpty(): boolean {
    return this.#seen.size === 0;
  }

  has(id: string): boolean {
    return this.#seen.has(id);
  }

  /** Those of `alerts` that are new, oldest first. */
  takeNew(alerts: readonly Alert[]): Alert[] {
    const fresh = alerts.filter((alert) => {
      if (this.#seen.has(alert.id)) return false;
      this.#seen.add(alert.id);
      return true;
    });
    for (const id of this.#seen) {
      if (this.#seen.size <= REMEMBERED) break;
      this.#seen.delete(id);
    }
    return fresh.sort((a, b) => a.recvTs - b.recvTs);
  }
}
