import { type BeforeApplicationShutdown, Inject, type OnApplicationShutdown } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayDisconnect, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { ANNOUNCE_ALERTS, ANNOUNCE_FLOW, ANNOUNCE_HEADS, ANNOUNCE_TRADES, DEFAULT_COLUMNS, NAMESPACE, PROTOCOL, TRADE_COLUMNS, type Welcome } from '@tapewire/contracts';
import type { ServiceTools } from '@tapewire/service';
import type { GatewayConfig } from './config.ts';
import { closeInSlices } from './guard/drain.ts';
import { closeSocket } from './socket/close.ts';
import { gapNotice } from './socket/gap-notice.ts';
import type { GatewayParts } from './parts.ts';
import type { RedisClients } from './redis-clients.ts';
import { deskRoom, planRoom, userRoom } from './socket/rooms.ts';
import type { Session } from './socket/session.ts';
import type { TapeNamespace, TapeSocket } from './socket/socket-types.ts';
import { CLIENTS, CONFIG, PARTS, TOOLS } from './tokens.ts';

const VERSION = '0.1.0';
/** What `welcome` says that this gateway can do. */
const FEATURES = ['order', 'symbols', 'renew', 'overflow', 'resume', 'alerts', 'flow', 'top'];

/**
 * The socket.io side of the gateway. Requests are not bound by Nest's decorators: one table holds a handler for every
 * request of the protocol, so that the compiler finds a missing one and limits, shapes and codes are the same for all.
 */
@WebSocketGateway({ namespace: NAMESPACE })
export class TapeGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #config: GatewayConfig;
  readonly #tools: ServiceTools;
  readonly #parts: GatewayParts;
  readonly #clients: RedisClients;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(TOOLS) tools: ServiceTools,
    @Inject(PARTS) parts: GatewayParts,
    @Inject(CLIENTS) clients: RedisClients,
  ) {
    this.#config = config;
    this.#tools = tools;
    this.#parts = parts;
    this.#clients = clients;
  }

  afterInit(namespace: TapeNamespace): void {
    const { sockets, handshake, lanes } = this.#parts;
    sockets.attach(namespace);
    namespace.use(handshake.middleware);
    namespace.on(ANNOUNCE_TRADES, (batch) => { lanes.announced(batch); });
    namespace.on(ANNOUNCE_ALERTS, (batch) => { lanes.alertsAnnounced(batch); });
    namespace.on(ANNOUNCE_FLOW, (batch) => { lanes.flowAnnounced(batch); });
    namespace.on(ANNOUNCE_HEADS, (heads) => { lanes.heartbeat(heads); });
    namespace.on('revoke', ({ user }) => {
      for (const socket of sockets.in(userRoom(user))) closeSocket(socket, 'revoked', 'An administrator has ended this access.');
    });
    this.#clients.sub.on('ready', () => { lanes.reconnected(); });
    const { health } = this.#tools;
    health.readiness('redis', () => (this.#clients.queries.status === 'ready' && this.#clients.sub.status === 'ready' ? undefined : 'not connected'));
    health.readiness('redis settings', () => this.#parts.redisSettings.problem);
    health.readiness('tape', () => lanes.notReady());
    void lanes.start();
  }

  handleConnection(socket: TapeSocket): void {
    const { addresses, users, expiry, audit, dispatch } = this.#parts;
    const { session } = socket.data;
    addresses.add(session.address);
    users.add(session.user);
    void socket.join([session.lane.room, userRoom(session.user), planRoom(session.plan.name)]);
    if (session.claims.desk !== undefined) void socket.join(deskRoom(session.claims.desk));
    socket.emit('welcome', this.#welcome(session));
    for (const gap of session.lane.boards.gaps) socket.emit('notice', gapNotice(gap));
    dispatch.listen(socket);
    expiry.watch(socket);
    audit.connected(session);
  }

  handleDisconnect(socket: TapeSocket, reason?: string): void {
    const { addresses, users, expiry, audit, subscriptions, sockets, now } = this.#parts;
    const { session } = socket.data;
    addresses.remove(session.address);
    users.remove(session.user);
    expiry.forget(socket);
    subscriptions.leaveAll(socket);
    sockets.ended(socket);
    const why = session.closedBy ?? reason ?? 'unknown';
    this.#tools.metrics.add('tapewire_gateway_disconnects_total', 1, { reason: why });
    audit.disconnected(session, why, Math.round(now() - session.connectedAt));
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { state, sockets } = this.#parts;
    state.draining = true;
    await closeInSlices(sockets.all(), this.#config.drain, this.#tools.logger);
  }

  onApplicationShutdown(): void {
    const { redisSettings, lanes, plans, sessions, slowClients, saturation, balance, sockets } = this.#parts;
    for (const part of [redisSettings, lanes, plans, sessions, slowClients, saturation, balance, sockets]) part.stop();
    const { queries, pub, sub } = this.#clients;
    for (const client of [queries, pub, sub]) client.disconnect();
  }

  #welcome({ user, plan }: Session): Welcome {
    const { name, delay, rowsPerSecond, subscriptions } = plan;
    const meta = this.#parts.lanes.meta;
    return {
      protocol: PROTOCOL,
      version: VERSION,
      plan: { name, delay, rowsPerSecond, subscriptions },
      user,
      epoch: meta?.epoch ?? 0,
      columns: DEFAULT_COLUMNS,
      allColumns: TRADE_COLUMNS.map((column) => column.name),
      features: FEATURES,
      feeds: meta?.feeds ?? [],
    };
  }
}
