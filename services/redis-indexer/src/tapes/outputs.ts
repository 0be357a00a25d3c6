import type { FlowOutput, Names, OutputRecord, TapeOutputs } from '@tapewire/contracts';
import type { HashWrite } from '@tapewire/redis';
import type { SessionExpiry } from '../retention/session-expiry.ts';
import type { Indexing } from './output.ts';

const outputsRow = ({ off, rows }: OutputRecord<unknown>, recvTs: number): string =>
  JSON.stringify({ off, recvTs, rows } satisfies TapeOutputs<unknown>);

/** Alerts are in their stream alone. */
export const alertsIndexing: Indexing = (output, recvTs) => ({ row: outputsRow(output, recvTs), hashes: [] });

const isFlow = (value: unknown): value is FlowOutput =>
  typeof value === 'object' && value !== null && 'type' in value && ['minute', 'clock', 'feed', 'gap'].includes(String(value.type));

/**
 * Flow is in its stream, and each minute also by minute and underlying, where later revisions replace earlier ones.
 * Feeds and the partition's clock go to the meta hash, gaps to theirs. What is of an unknown type is passed on in the stream.
 */
export const flowIndexing = (names: Names, expiry: SessionExpiry): Indexing => (output, recvTs) => ({
  row: outputsRow(output, recvTs),
  hashes: output.rows.filter(isFlow).map((flow) => flowHash(names, output.p, flow, expiry.at(recvTs))),
});

function flowHash(names: Names, p: number, flow: FlowOutput, expireAt: number): HashWrite {
  switch (flow.type) {
    case 'minute':
      return { key: names.flowMinuteKey(p, flow.minute), expireAt, fields: [flow.underlying, JSON.stringify(flow)] };
    case 'clock':
      return { key: names.metaKey, fields: [`clock:${p}`, String(flow.minute)] };
    case 'feed':
      return { key: names.metaKey, fields: [`feed:${flow.line}`, JSON.stringify(flow.feed)] };
    case 'gap':
      return { key: names.gapsKey, expireAt, fields: [`${flow.line}:${flow.from}`, JSON.stringify(flow)] };
  }
}
