import { RAW_KINDS, type RawKind } from '@tapewire/contracts';

/** What the headers of a raw record say. */
export interface RawHeaders {
  readonly source: string;
  readonly kind: RawKind;
  readonly recvTs: number;
  readonly key?: string;
}

const KINDS: ReadonlyMap<string, RawKind> = new Map(RAW_KINDS.map((kind) => [kind, kind]));

/** Reads the headers, or says which one is wrong, what it was and what was expected. */
export function readRawHeaders(headers: Readonly<Record<string, string>>): RawHeaders | string {
  const { source, kind, recvTs, key } = headers;
  if (source === undefined || source === '') return 'header source: expected the name of a codec, was not set';
  const known = kind === undefined ? undefined : KINDS.get(kind);
  if (known === undefined) return `header kind: expected one of ${RAW_KINDS.join(', ')}, was ${shown(kind)}`;
  const received = Number(recvTs);
  if (recvTs === undefined || recvTs === '' || !Number.isFinite(received) || received < 0) {
    return `header recvTs: expected epoch milliseconds, was ${shown(recvTs)}`;
  }
  return key === undefined ? { source, kind: known, recvTs: received } : { source, kind: known, recvTs: received, key };
}

const shown = (value: string | undefined): string => (value === undefined ? 'not set' : JSON.stringify(value));
