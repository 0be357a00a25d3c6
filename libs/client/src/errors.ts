import type { WireError } from '@tapewire/contracts';

/** A request was refused, or could not be answered. `error.code` is one of the wire's codes. */
export class RequestError extends Error {
  readonly error: WireError;

  constructor(error: WireError) {
    super(`${error.code}: ${error.message}`);
    this.name = 'RequestError';
    this.error = error;
  }
}

/** What a failure means in the wire's terms. */
export function wireErrorOf(failure: unknown): WireError {
  if (failure instanceof RequestError) return failure.error;
  return { code: 'unavailable', message: failure instanceof Error ? failure.message : String(failure) };
}
