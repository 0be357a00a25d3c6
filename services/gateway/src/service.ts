import type { INestApplication } from '@nestjs/common';
import { names } from '@tapewire/contracts';
import type { ServiceDefinition } from '@tapewire/service';
import { type GatewayConfig, schema } from './config.ts';
import { GatewayModule } from './gateway.module.ts';
import type { RedisClients } from './redis-clients.ts';
import { TapeIoAdapter } from './socket/io-adapter.ts';
import { CLIENTS } from './tokens.ts';

/** The socket.io server of a gateway application, which has to be made before the application is initialized. */
export function useSockets(app: INestApplication, config: GatewayConfig): TapeIoAdapter {
  const clients = app.get<RedisClients>(CLIENTS, { strict: false });
  const { port, origins, maxPayload, prefix } = config;
  const adapter = new TapeIoAdapter({ port, origins, maxPayload, adapterKey: names(prefix).adapterKey }, clients);
  app.useWebSocketAdapter(adapter);
  return adapter;
}

/** The gateway as a service. */
export const gateway: ServiceDefinition<typeof schema> = {
  name: 'gateway',
  schema,
  module: (config, tools) => GatewayModule.of(config, tools),
  configure: (app, config) => { useSockets(app, config); },
};
