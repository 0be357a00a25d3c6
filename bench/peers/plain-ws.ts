/** Fan-out on plain `ws`: each client's filter is tried on each row, each row's text is made once. */
import { columnIndex, DEFAULT_COLUMNS, type Row } from '@tapewire/contracts';
import { compilePredicate, parseFilter } from '@tapewire/filter';
import { type WebSocket, WebSocketServer } from 'ws';
import { settings } from '../src/fanout/worker.ts';
import { Batches } from './batches.ts';
import { hear, listen, type PeerSettings } from './peer.ts';

const given = settings() as PeerSettings;
const COLUMNS = DEFAULT_COLUMNS.map((name) => columnIndex(name) ?? 0);

listen((http) => {
  const clients = new Map<WebSocket, (row: Row) => boolean>();
  const batches = new Batches<WebSocket, string>(given.windowMs, (client, texts) => { client.send(`[${texts.join(',')}]`); });
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on('connection', (client) => {
    client.on('message', (message: Buffer) => {
      const parsed = parseFilter(message.toString());
      if (!parsed.ok) throw new Error(parsed.error.message);
      clients.set(client, compilePredicate(parsed.filter));
      client.send('ok');
    });
    client.on('close', () => { clients.delete(client); });
  });
  void hear(given, (rows) => {
    for (const row of rows as readonly Row[]) {
      let text: string | undefined;
      for (const [client, matches] of clients) {
        if (!matches(row)) continue;
        text ??= JSON.stringify(COLUMNS.map((column) => row[column] ?? null));
        batches.add(client, text);
      }
    }
  });
});
