import { createHmac } from 'node:crypto';

/** Name of the header that carries the signature. */
export const SIGNATURE_HEADER = 'x-tapewire-signature';

/**
 * `t=<epoch seconds>,v1=<hex>`: HMAC-SHA256 with the shared key over `<epoch seconds>.<body>`. The time is signed too, so that a
 * receiver can refuse what somebody recorded and sends again later.
 */
export function signatureOf(body: string, key: string, epochSeconds: number): string {
  return `t=${epochSeconds},v1=${createHmac('sha256', key).update(`${epochSeconds}.${body}`).digest('hex')}`;
}
