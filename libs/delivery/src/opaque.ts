import { readVarints, writeVarints } from './varints.ts';

const CHECK_BYTES = 4;

/** FNV-1a: finds texts that were cut or typed by hand; it is no signature, nothing in a token is secret or trusted. */
function checksum(kind: string, bytes: readonly number[] | Uint8Array): number[] {
  let hash = 0x811c9dc5;
  for (const char of kind) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return [hash & 255, (hash >>> 8) & 255, (hash >>> 16) & 255, hash >>> 24];
}

/**
 * Numbers as a short text that clients keep and give back unread.
 * `kind` is a letter and a version digit (`b1`), the text's first two characters.
 */
export function sealNumbers(kind: string, values: readonly number[]): string {
  const bytes = writeVarints(values);
  return kind + Buffer.from([...checksum(kind, bytes), ...bytes]).toString('base64url');
}

/** The numbers of a sealed text, or undefined when it is of another kind or not as it was sealed. */
export function openNumbers(kind: string, text: string): number[] | undefined {
  if (!text.startsWith(kind) || !/^[\w-]*$/.test(text)) return undefined;
  const sealed = Buffer.from(text.slice(kind.length), 'base64url');
  if (sealed.length < CHECK_BYTES) return undefined;
  const bytes = sealed.subarray(CHECK_BYTES);
  const intact = checksum(kind, bytes).every((byte, i) => byte === sealed[i]);
  return intact ? readVarints(bytes) : undefined;
}
