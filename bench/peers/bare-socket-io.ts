/** The least that socket.io can do: it does not filter, it is handed each row with the filters that match it. */
import type { Row } from '@tapewire/contracts';
import { settings } from '../src/fanout/worker.ts';
import { Batches } from './batches.ts';
import { hear, listen, type PeerSettings } from './peer.ts';
import { RoomServer } from './socket-io-server.ts';

interface Handed {
  readonly rows: readonly Row[];
  /** Numbers of the filters, for each row. */
  readonly matches: readonly (readonly number[])[];
}

const given = settings() as PeerSettings;

listen((http) => {
  const server = new RoomServer(http);
  const batches = new Batches<number, Row>(given.windowMs, (filter, rows) => { server.send(String(filter), rows); });
  void hear(given, (message) => {
    const { rows, matches } = message as Handed;
    for (const [i, row] of rows.entries()) for (const filter of matches[i] ?? []) batches.add(filter, row);
  });
});
