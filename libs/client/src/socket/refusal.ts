import { WIRE_CODES, type WireCode, type WireError } from '@tapewire/contracts';

const isWireCode = (code: unknown): code is WireCode => typeof code === 'string' && Object.hasOwn(WIRE_CODES, code);

/** A code from a gateway, or undefined for one that this client does not know. */
export const knownCode = (code: unknown): WireCode | undefined => (isWireCode(code) ? code : undefined);

/** Why a handshake failed: the gateway's error in `data`, else a network failure. */
export function refusal(failure: Error & { readonly data?: unknown }): WireError | undefined {
  const { data } = failure;
  if (typeof data !== 'object' || data === null || !('code' in data)) return undefined;
  const code = knownCode(data.code);
  if (code === undefined) return undefined;
  const retryAfter = 'retryAfter' in data && typeof data.retryAfter === 'number' ? { retryAfter: data.retryAfter } : {};
  return { code, message: 'message' in data && typeof data.message === 'string' ? data.message : failure.message, ...retryAfter };
}
