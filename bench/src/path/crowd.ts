/** A process with the clients of a run: one of the empty filter, which is measured, and others with a filter each. */
import { connect } from '@tapewire/client';
import { devToken } from '@tapewire/testkit';
import { openTapeClient } from '../fanout/tape-client.ts';
import { answer, type Figures, settings } from '../fanout/worker.ts';
import { crowdFilter } from './crowd-filters.ts';
import { eachRow } from '../fanout/packet-rows.ts';
import { Arrivals } from './arrivals.ts';
import { FILE_START_MS } from './flat-file.ts';
import type { Stretch } from './timeline.ts';

export interface CrowdSettings {
  readonly url: string;
  readonly port: number;
  /** Clients besides the measured one. */
  readonly clients: number;
  readonly stretches: readonly Stretch[];
}

const AT_ONCE = 20;
const PAGE = 1000;

const { url, port, clients, stretches } = settings() as CrowdSettings;
const token = await devToken({ user: 'bench', plan: 'realtime' });
const arrivals = new Arrivals(stretches, FILE_START_MS);
let crowdRows = 0;
let unexpected = 0;

const tape = connect({ urls: [url], token });
let toldLive: () => void;
const live = new Promise<void>((resolve) => { toldLive = resolve; });
const subscription = tape.subscribe('', {
  columns: ['id', 'ts', 'recvTs'], snapshot: PAGE, overflow: 'lag',
  onEvent: (event) => {
    const now = performance.timeOrigin + performance.now();
    if (event.type === 'rows') for (const [id, ts, recvTs] of event.rows) arrivals.live(String(id), Number(ts), Number(recvTs), now);
    else if ('rows' in event) for (const [id] of event.rows) arrivals.known(String(id));
    if (event.type === 'status' && event.state === 'live') toldLive();
  },
});
await live;
for (let rows = await subscription.older(PAGE); rows.length > 0; rows = await subscription.older(PAGE)) {
  for (const [id] of rows) arrivals.known(String(id));
}

async function connectEvery(first: number): Promise<void> {
  for (let client = first; client < clients; client += AT_ONCE) {
    await openTapeClient({
      port, framing: 'socket.io', token, filter: crowdFilter(client),
      rows: (packet) => { crowdRows += eachRow(packet, () => undefined); },
      other: (text) => { if (!text.includes('"heads"') && !text.includes('"welcome"')) unexpected += 1; },
    });
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => connectEvery(first)));

answer({}, { figures: (): Figures => ({ ...arrivals.figures(), crowdRows, unexpected }) });
