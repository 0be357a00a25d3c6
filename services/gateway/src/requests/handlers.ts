import { REQUESTS } from '@tapewire/contracts';
import { CHUNK_ROWS } from '../tape/catch-up.ts';
import type { SymbolDirectory } from '../tape/symbol-directory.ts';
import type { TapeSource } from '../tape/tape-source.ts';
import { rowPosition } from '@tapewire/delivery';
import type { Handshake } from '../socket/handshake.ts';
import { replan } from '../socket/replan.ts';
import type { TapeSocket } from '../socket/socket-types.ts';
import { alerts, flow, top } from './boards.ts';
import { checked, type Handlers } from './checked.ts';
import { readColumns } from './filters.ts';
import { page, type PageTools } from './page.ts';
import { countPage } from './page-rate.ts';
import { refusal } from './request-error.ts';
import { subscribe, type SubscribeTools } from './subscribe.ts';

export interface RequestTools extends SubscribeTools, PageTools {
  readonly source: TapeSource;
  readonly handshake: Handshake;
  readonly symbols: SymbolDirectory;
  /** A socket has a new token. */
  readonly renewed: (socket: TapeSocket) => void;
}

const SYMBOLS = 20;

/** What answers each request of the protocol. */
export function requestHandlers(tools: RequestTools): Handlers {
  return {
    subscribe: checked(REQUESTS.subscribe, subscribe(tools)),
    page: checked(REQUESTS.page, page(tools)),
    unsubscribe: checked(REQUESTS.unsubscribe, ({ key }, socket) => {
      tools.subscriptions.leave(socket, key);
      return {};
    }),
    order: checked(REQUESTS.order, async ({ id, columns: names }, _socket, session) => {
      const columns = readColumns(names);
      countPage(session, tools.now());
      const { lane } = session.lane;
      const partitions = lane.heads.all().map((_, p) => p);
      const found = await tools.history.whenCurrent(session.lane, (p) => lane.heads.of(p), async () => {
        const { rows, states } = await tools.source.order(id, partitions);
        return { states, answer: rows };
      });
      const told = found.filter((row) => {
        const { p, off } = rowPosition(row);
        return off <= lane.heads.of(p);
      });
      return { columns: columns.names, rows: told.slice(0, CHUNK_ROWS).map((row) => columns.project(row)) };
    }),
    symbols: checked(REQUESTS.symbols, async ({ prefix }, _socket, session) => ({
      symbols: await tools.symbols.complete(session.lane, prefix.toUpperCase(), SYMBOLS),
    })),
    renew: checked(REQUESTS.renew, async ({ token }, socket, session) => {
      const { claims, plan } = await tools.handshake.check(token);
      if (claims.sub !== session.user) throw refusal('unauthorized', 'token: it is of another user', { at: 'token' });
      await replan(tools, socket, () => ({ claims, plan }));
      tools.renewed(socket);
      return { plan: plan.name };
    }),
    time: checked(REQUESTS.time, () => ({ now: tools.wallClock() })),
    alerts: checked(REQUESTS.alerts, alerts),
    flow: checked(REQUESTS.flow, flow(tools.subscriptions)),
    top: checked(REQUESTS.top, top),
  };
}
