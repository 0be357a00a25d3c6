import type { Logger } from '@tapewire/telemetry';
import type { Session } from '../socket/session.ts';

/** What is written down about every connection: one line each, with fixed fields. */
export interface AuditLine {
  readonly event: 'connect' | 'refuse' | 'subscribe' | 'renew' | 'disconnect';
  readonly user?: string;
  readonly plan?: string;
  readonly desk?: string;
  readonly opra?: string;
  readonly socket: string;
  readonly address: string;
  /** Canonical filter, of `subscribe`. */
  readonly filter?: string;
  readonly key?: string;
  /** Code or reason, of `refuse` and `disconnect`. */
  readonly reason?: string;
  /** Milliseconds it lasted, of `disconnect`. */
  readonly lasted?: number;
}

/** Writes the audit lines: log records with an `audit` object. */
export class Audit {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  connected(session: Session): void {
    this.#write({ event: 'connect', ...who(session) });
  }

  refused(socket: string, address: string, reason: string, user?: string): void {
    this.#write({ event: 'refuse', socket, address, reason, ...(user === undefined ? {} : { user }) });
  }

  subscribed(session: Session, filter: string, key: string): void {
    this.#write({ event: 'subscribe', ...who(session), filter, key });
  }

  renewed(session: Session): void {
    this.#write({ event: 'renew', ...who(session) });
  }

  disconnected(session: Session, reason: string, lasted: number): void {
    this.#write({ event: 'disconnect', ...who(session), reason, lasted });
  }

  #write(audit: AuditLine): void {
    this.#logger.info({ audit }, 'audit');
  }
}

function who({ user, plan, claims, id, address }: Session): Omit<AuditLine, 'event'> {
  const { desk, opra } = claims;
  return { user, plan: plan.name, socket: id, address, ...(desk === undefined ? {} : { desk }), ...(opra === undefined ? {} : { opra }) };
}
