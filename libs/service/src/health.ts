/** Why something is not as it should be, or undefined when it is. */
export type HealthCheck = () => string | undefined;

export interface HealthReport {
  readonly ok: boolean;
  /** By check: `ok`, or why not. */
  readonly checks: Readonly<Record<string, string>>;
}

/** What a service can say of itself: `live` (else restart it) and `ready` (else send it no work). */
export class Health {
  readonly #readiness = new Map<string, HealthCheck>();
  readonly #liveness = new Map<string, HealthCheck>();

  /** The check says why the service is not ready. */
  readiness(name: string, check: HealthCheck): void {
    this.#readiness.set(name, check);
  }

  /** The check says why the process cannot recover by itself. */
  liveness(name: string, check: HealthCheck): void {
    this.#liveness.set(name, check);
  }

  ready(): HealthReport {
    return report(this.#readiness);
  }

  live(): HealthReport {
    return report(this.#liveness);
  }
}

function report(checks: ReadonlyMap<string, HealthCheck>): HealthReport {
  const results = [...checks].map(([name, check]) => [name, check()] as const);
  return {
    ok: results.every(([, reason]) => reason === undefined),
    checks: Object.fromEntries(results.map(([name, reason]) => [name, reason ?? 'ok'])),
  };
}
