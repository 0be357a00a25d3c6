import { TapewireError, type Names } from '@tapewire/contracts';
import type { LogReader, LogRecord } from '@tapewire/kafka';
import { z } from 'zod';
import type { OutputHeads } from './output-heads.ts';

/** How far the output topics of a partition have come. */
export interface Tails {
  readonly positions: OutputHeads;
  readonly lastTrade: { readonly off: number; readonly recvTs: number } | undefined;
}

/** The dead-letter topic also takes what ingestors refused, so more than its last record is looked at. */
const DLQ_TAIL = 500;

const outputSchema = z.object({ off: z.int().min(0), rows: z.array(z.unknown()) });
const tradeSchema = z.object({ recvTs: z.number() });
const letterSchema = z.object({ pos: z.object({ off: z.int().min(0) }).optional() });

export async function readTails(reader: LogReader, topics: Names['topics'], p: number): Promise<Tails> {
  const last = async (topic: string): Promise<z.output<typeof outputSchema> | undefined> => {
    const [record] = await reader.readTail(topic, p, 1);
    return record === undefined ? undefined : parse(topic, record, outputSchema);
  };
  const [trade, alert, flow, letters] = await Promise.all([last(topics.trades), last(topics.alerts), last(topics.flow), reader.readTail(topics.dlq, p, DLQ_TAIL)]);
  const row = tradeSchema.safeParse(trade?.rows[0]);
  return {
    positions: {
      trades: trade?.off ?? -1,
      alerts: alert?.off ?? -1,
      flow: flow?.off ?? -1,
      dlq: Math.max(-1, ...letters.map((record) => parse(topics.dlq, record, letterSchema).pos?.off ?? -1)),
    },
    lastTrade: trade !== undefined && row.success ? { off: trade.off, recvTs: row.data.recvTs } : undefined,
  };
}

/** The furthest position of any output. */
export const furthest = ({ positions }: Tails): number => Math.max(positions.trades, positions.alerts, positions.flow, positions.dlq);

function parse<T>(topic: string, { offset, value }: LogRecord, schema: z.ZodType<T>): T {
  const where = `${topic}: record ${offset}`;
  let json: unknown;
  try {
    json = JSON.parse(String(value));
  } catch (error) {
    throw new TapewireError('STATE_CORRUPT', `${where} is not JSON`, { topic, offset }, error);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new TapewireError('STATE_CORRUPT', `${where} is not an output record: ${parsed.error.message}`, { topic, offset });
  return parsed.data;
}
