import type { AckOf, ParsedRequest, RequestName } from '@tapewire/contracts';
import type { z } from 'zod';
import type { Session } from '../socket/session.ts';
import type { TapeSocket } from '../socket/socket-types.ts';
import { refusal } from './request-error.ts';

/** Answers one kind of request, or throws a RequestError. */
export type Handler<N extends RequestName> = (request: ParsedRequest<N>, socket: TapeSocket, session: Session) => Promise<AckOf[N]> | AckOf[N];

/** A handler that takes whatever a client sent. */
export type CheckedHandler = (payload: unknown, socket: TapeSocket, session: Session) => Promise<object> | object;

/** A handler for every request of the protocol. */
export type Handlers = Readonly<Record<RequestName, CheckedHandler>>;

/** Holds a request to its shape before it is answered. Throws `badRequest` naming the field. */
export const checked = <T>(schema: z.ZodType<T>, handle: (request: T, socket: TapeSocket, session: Session) => Promise<object> | object): CheckedHandler =>
  (payload, socket, session) => {
    const parsed = schema.safeParse(payload === undefined ? {} : payload);
    if (parsed.success) return handle(parsed.data, socket, session);
    const [issue] = parsed.error.issues;
    const path = issue?.path.join('.') ?? '';
    const at = path === '' ? 'payload' : path;
    throw refusal('badRequest', `${at}: ${issue?.message ?? 'not valid'}`, { at });
  };
