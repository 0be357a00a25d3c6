/** A process with all clients of a run. */
import { devToken } from '@tapewire/testkit';
import { Latencies } from '../measure/latency.ts';
import { eachRow } from './packet-rows.ts';
import { tagFilter } from './tag-filter.ts';
import { type Framing, openTapeClient } from './tape-client.ts';
import { answer, type Figures, settings } from './worker.ts';
import { drawWorkload, type WorkloadSettings } from './workload.ts';

export type FilterNames = 'text' | 'number' | 'tags';

export interface ClientsSettings extends WorkloadSettings {
  readonly port: number;
  readonly framing: Framing;
  /** `text`: the filter itself; `number`: its place among the filters, for a server that is handed the matches; `tags`: the filter over tags. */
  readonly names: FilterNames;
}

const AT_ONCE = 20;

const { port, framing, names, ...drawn } = settings() as ClientsSettings;
const { filters, filterOf } = drawWorkload(drawn);
const token = await devToken({ user: 'bench', plan: 'realtime' });

let latencies = new Latencies();
let packets = 0;
let rows = 0;
let lagged = 0;

function received(packet: Buffer): void {
  const now = performance.timeOrigin + performance.now();
  packets += 1;
  rows += eachRow(packet, (recvTs) => { latencies.record(now - recvTs); });
}

function other(text: string): void {
  packets += 1;
  if (text.includes('"lagged"')) lagged += 1;
  else if (!text.includes('"heads"') && !text.includes('"welcome"')) console.error(`a client heard: ${text.slice(0, 200)}`);
}

function nameOf(place: number): string {
  const filter = filters[place];
  if (!filter || names === 'number') return String(place);
  return names === 'text' ? filter.canonical : JSON.stringify(tagFilter(filter));
}

async function connectEvery(first: number): Promise<void> {
  for (let client = first; client < drawn.clients; client += AT_ONCE) {
    await openTapeClient({ port, framing, token, filter: nameOf(filterOf(client)), rows: received, other });
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => connectEvery(first)));

answer({}, {
  begin: (): Figures => {
    latencies = new Latencies();
    packets = rows = lagged = 0;
    return {};
  },
  end: (): Figures => ({ packets, rows, lagged, ...latencies.summary() }),
});
