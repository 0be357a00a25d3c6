import type { WireCode, WireError } from '@tapewire/contracts';

/** A request or handshake that is answered with an error of the wire. */
export class RequestError extends Error {
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.name = 'RequestError';
    this.wire = wire;
  }
}

/** The error for a code, with its place in the request or the time to wait. */
export const refusal = (code: WireCode, message: string, more: Pick<WireError, 'at' | 'retryAfter'> = {}): RequestError =>
  new RequestError({ code, message, ...more });
