import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceTools } from '@tapewire/service';
import type { GatewayConfig } from './config.ts';
import { createParts, type GatewayParts } from './parts.ts';
import { connectClients } from './redis-clients.ts';
import { TapeGateway } from './tape.gateway.ts';
import { CLIENTS, CONFIG, PARTS, TOOLS } from './tokens.ts';

@Module({})
export class GatewayModule {
  static of(config: GatewayConfig, tools: ServiceTools): DynamicModule {
    const clients = connectClients(config, tools.logger);
    return {
      module: GatewayModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: TOOLS, useValue: tools },
        { provide: CLIENTS, useValue: clients },
        {
          provide: PARTS,
          useFactory: async (): Promise<GatewayParts> => {
            const parts = createParts(config, tools, clients);
            await parts.plans.load();
            return parts;
          },
        },
        TapeGateway,
      ],
      exports: [CLIENTS],
    };
  }
}
