import { randomUUID } from 'node:crypto';
import { names, TapewireError } from '@tapewire/contracts';
import { BATCH_WINDOW } from '@tapewire/delivery';
import { ActivityReader, TapeReader } from '@tapewire/redis';
import type { ServiceTools } from '@tapewire/service';
import { PlanBook } from './auth/plan-book.ts';
import { Revocations } from './auth/revocations.ts';
import { TokenVerifier, type TokenSettings } from './auth/token-verifier.ts';
import { UserSessions } from './auth/user-sessions.ts';
import type { GatewayConfig } from './config.ts';
import { Audit } from './guard/audit.ts';
import { Balance } from './guard/balance.ts';
import { RedisSettings } from './guard/redis-settings.ts';
import { Saturation } from './guard/saturation.ts';
import { SlowClients } from './guard/slow-clients.ts';
import type { RedisClients } from './redis-clients.ts';
import { Dispatch } from './requests/dispatch.ts';
import { requestHandlers } from './requests/handlers.ts';
import { closeSocket } from './socket/close.ts';
import { Connections } from './socket/connections.ts';
import { Expiry } from './socket/expiry.ts';
import { Handshake } from './socket/handshake.ts';
import { LiveSockets } from './socket/live-sockets.ts';
import { replanAll } from './socket/replan.ts';
import { Subscriptions } from './socket/subscriptions.ts';
import { CatchUp } from './tape/catch-up.ts';
import { History } from './tape/history.ts';
import { Lanes } from './tape/lanes.ts';
import { QueryGate } from './tape/query-gate.ts';
import { SharedTape } from './tape/shared-tape.ts';
import { SymbolDirectory } from './tape/symbol-directory.ts';

/** Of a full buffer: when this much is left, a client is told to catch up. */
const DRAINED_SHARE = 0.25;
const SECRET_BYTES = 32;

export type GatewayParts = ReturnType<typeof createParts>;

/** Everything a gateway is made of, wired by hand. */
export function createParts(config: GatewayConfig, { logger, metrics, safeguards, rules }: ServiceTools, redis: RedisClients) {
  const wallClock = (): number => Date.now();
  const now = (): number => performance.now();
  const installation = names(config.prefix);
  const source = new TapeReader(redis.queries, installation);
  const redisSettings = new RedisSettings(redis.queries, logger);
  const state = { draining: false };
  const pod = randomUUID().slice(0, 8);
  const sockets = new LiveSockets(metrics);
  const subscriptions = new Subscriptions(sockets, metrics, wallClock);
  const lanes = new Lanes(
    { ringRows: config.ringRows, window: { ...BATCH_WINDOW, ...config.batch }, repairHoles: safeguards('stream-repair') },
    {
      source, logger, metrics, wallClock,
      outlet: {
        now,
        send: (room, portion) => {
          if (portion.lagged) subscriptions.lagRoom(room);
          else sockets.send(room, portion);
        },
        flushed: () => { sockets.flushed(); },
        lagged: (room) => { subscriptions.lagRoom(room); },
        heads: (runner, bookmark) => { sockets.heads(runner.room, bookmark); },
        alerts: (delay, alerts) => { sockets.alerts(delay, alerts); },
        flow: (delay, underlying, rows) => { sockets.flow(delay, underlying, rows); },
        gap: (delay, gap) => { sockets.gap(delay, gap); },
        epochChanged: () => { sockets.closeAll('epochChanged', 'The tape was started anew.'); },
      },
    },
  );
  const buffer = { high: config.buffer, low: config.buffer * DRAINED_SHARE };
  const audit = new Audit(logger);
  const plans = new PlanBook(config.plansFile, logger, (digest) => { rules.digest = digest; });
  plans.replaced = () => { replanAll({ sockets, subscriptions, lanes, now }, (name) => plans.get(name)); };
  const sessions = new UserSessions(redis.queries, installation, pod, logger);
  const slowClients = new SlowClients(sockets, subscriptions, metrics);
  const saturation = new Saturation(config.capacity, {
    get sockets() { return sockets.size; },
    get bytesOut() { return sockets.bytesOut; },
    get bufferedBytes() { return slowClients.buffered; },
  }, metrics);
  const balance = new Balance({
    redis: redis.queries, names: installation, pod, logger, wallClock,
    saturation: () => saturation.value,
    shed: (share) => {
      for (const socket of sockets.sample(share)) closeSocket(socket, 'busy', 'This pod is much fuller than the others; connect to another.');
    },
  });
  const addresses = new Connections();
  const users = new Connections();
  const handshake = new Handshake(
    { proxies: config.proxies, connectionsPerAddress: config.connectionsPerAddress, connectionsPerUser: config.connectionsPerUser, buffer },
    {
      verifier: new TokenVerifier(tokenSettings(config)),
      revocations: new Revocations(redis.queries, installation),
      plans, sessions, lanes, audit, logger, now, addresses, users,
      draining: () => state.draining,
      busy: () => saturation.busy,
    },
  );
  const expiry = new Expiry(wallClock, (socket) => { closeSocket(socket, 'tokenExpired', 'The token has expired.'); });
  const gate = new QueryGate(config.queries);
  const history = new History(source, gate, wallClock);
  const sharedTape = new SharedTape(source);
  const catchUp = new CatchUp({ source, lanes, shared: sharedTape, history, gate, now });
  const dispatch = new Dispatch({
    logger, metrics, now,
    flooding: (socket) => { closeSocket(socket, 'rateLimited', 'Far too many requests.'); },
    handlers: requestHandlers({
      symbols: new SymbolDirectory(new ActivityReader(redis.queries, installation), wallClock),
      source, lanes, history, catchUp, subscriptions, handshake, audit, metrics, now, wallClock,
      honourBookmarks: safeguards('bookmark'),
      renewed: (socket) => {
        expiry.watch(socket);
        audit.renewed(socket.data.session);
      },
    }),
  });
  return { state, now, redisSettings, sockets, subscriptions, lanes, audit, plans, sessions, slowClients, saturation, balance, addresses, users, handshake, expiry, dispatch, sharedTape };
}

/** Throws CONFIG_INVALID unless tokens can be checked in exactly one way. */
function tokenSettings({ tokens: { secret, previousSecret, jwksUrl, issuer, audience, algorithms } }: GatewayConfig): TokenSettings {
  if ((secret === undefined) === (jwksUrl === undefined)) {
    throw new TapewireError('CONFIG_INVALID', `JWT_SECRET, JWKS_URL: expected exactly one of them, was ${secret === undefined ? 'none' : 'both'}`);
  }
  for (const [name, key] of [['JWT_SECRET', secret], ['JWT_SECRET_PREVIOUS', previousSecret]] as const) {
    if (key !== undefined && Buffer.byteLength(key) < SECRET_BYTES) {
      throw new TapewireError('CONFIG_INVALID', `${name}: expected at least ${SECRET_BYTES} bytes, was ${Buffer.byteLength(key)}`);
    }
  }
  if (previousSecret !== undefined && secret === undefined) throw new TapewireError('CONFIG_INVALID', 'JWT_SECRET_PREVIOUS: expected none without JWT_SECRET, was set');
  return {
    algorithms,
    ...(secret === undefined ? {} : { secret }),
    ...(previousSecret === undefined ? {} : { previousSecret }),
    ...(jwksUrl === undefined ? {} : { jwksUrl }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
}
