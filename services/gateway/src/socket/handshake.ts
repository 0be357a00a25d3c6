import { TapewireError } from '@tapewire/contracts';
import type { BufferLimits } from '@tapewire/delivery';
import type { Logger } from '@tapewire/telemetry';
import type { PlanBook } from '../auth/plan-book.ts';
import type { Revocations } from '../auth/revocations.ts';
import type { TokenVerifier, VerifiedToken } from '../auth/token-verifier.ts';
import type { UserSessions } from '../auth/user-sessions.ts';
import type { Audit } from '../guard/audit.ts';
import { refusal, RequestError } from '../requests/request-error.ts';
import type { Lanes } from '../tape/lanes.ts';
import { clientAddress } from './client-address.ts';
import type { Connections } from './connections.ts';
import { Session } from './session.ts';
import type { TapeSocket } from './socket-types.ts';

export interface HandshakeSettings {
  readonly proxies: number;
  readonly connectionsPerAddress: number;
  readonly connectionsPerUser: number;
  readonly buffer: BufferLimits;
}

export interface HandshakeTools {
  readonly verifier: TokenVerifier;
  readonly revocations: Revocations;
  readonly plans: PlanBook;
  readonly sessions: UserSessions;
  readonly lanes: Lanes;
  readonly audit: Audit;
  readonly logger: Logger;
  readonly addresses: Connections;
  readonly users: Connections;
  readonly now: () => number;
  readonly draining: () => boolean;
  readonly busy: () => boolean;
}

const RETRY_AFTER_MS = 1000;

/** Decides who may connect; a refusal reaches the client as `connect_error` with `data: { code, message }`. */
export class Handshake {
  readonly #settings: HandshakeSettings;
  readonly #tools: HandshakeTools;

  constructor(settings: HandshakeSettings, tools: HandshakeTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  /** A socket.io middleware. */
  readonly middleware = (socket: TapeSocket, next: (error?: Error) => void): void => {
    const address = clientAddress(socket.request, this.#settings.proxies);
    this.#admit(socket, address).then(
      () => { next(); },
      (error: unknown) => {
        const known = this.#refusalOf(error);
        this.#tools.audit.refused(socket.id, address, known.wire.code);
        next(Object.assign(new Error(known.wire.message), { data: known.wire }));
      },
    );
  };

  /** A token that is valid, of a plan that exists, and not revoked. */
  async check(token: unknown): Promise<VerifiedToken & { readonly plan: NonNullable<ReturnType<PlanBook['get']>> }> {
    const verified = await this.#tools.verifier.verify(token);
    const plan = this.#tools.plans.get(verified.claims.plan);
    if (!plan) throw refusal('unauthorized', `auth.token: there is no plan '${verified.claims.plan}'`, { at: 'auth.token' });
    await this.#tools.revocations.check(verified);
    return { ...verified, plan };
  }

  async #admit(socket: TapeSocket, address: string): Promise<void> {
    const { addresses, users, lanes, sessions, now } = this.#tools;
    if (this.#tools.draining()) throw refusal('draining', 'This pod is shutting down; connect to another.');
    if (this.#tools.busy()) throw refusal('busy', 'This pod is full; connect to another.');
    if (addresses.of(address) >= this.#settings.connectionsPerAddress) {
      throw refusal('rateLimited', 'Too many connections from this address.', { retryAfter: RETRY_AFTER_MS });
    }
    const auth: unknown = socket.handshake.auth;
    const token = typeof auth === 'object' && auth !== null && 'token' in auth ? auth.token : undefined;
    const { claims, plan } = await this.check(token);
    if (users.of(claims.sub) >= this.#settings.connectionsPerUser) throw refusal('limit', 'Too many connections of this user on this pod.');
    const lane = await lanes.lane(plan.delay);
    if (!(await sessions.open(claims.sub, socket.id, plan.sessions))) throw refusal('limit', `The plan allows ${plan.sessions} connections at once.`);
    // Also when the client goes before it is connected to the namespace, and so never disconnects from it.
    socket.conn.once('close', () => { this.#countOut(claims.sub, socket.id); });
    if (socket.conn.readyState !== 'open') this.#countOut(claims.sub, socket.id);
    socket.data.session = new Session({ id: socket.id, address, claims, plan, lane, now: now(), buffer: this.#settings.buffer });
  }

  #countOut(user: string, socket: string): void {
    this.#tools.sessions.close(user, socket).catch((error: unknown) => {
      this.#tools.logger.debug({ err: error }, 'could not count a connection out');
    });
  }

  #refusalOf(error: unknown): RequestError {
    if (error instanceof RequestError) return error;
    this.#tools.logger.error({ err: error }, 'a handshake failed');
    const away = error instanceof TapewireError ? error.retry : true;
    return away
      ? refusal('unavailable', 'A part behind the gateway does not answer.', { retryAfter: RETRY_AFTER_MS })
      : refusal('internal', 'Something went wrong here; it has been logged.');
  }
}
