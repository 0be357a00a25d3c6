import { Module, type DynamicModule } from '@nestjs/common';
import type { Telemetry } from '@tapewire/telemetry';
import { Health } from './health.ts';
import { ManagementController } from './management.controller.ts';
import { TELEMETRY } from './tokens.ts';

/** The root of every service: its own module beside the management endpoints. */
@Module({})
export class RootModule {
  static of(service: DynamicModule, health: Health, telemetry: Telemetry): DynamicModule {
    return {
      module: RootModule,
      imports: [service],
      controllers: [ManagementController],
      providers: [
        { provide: Health, useValue: health },
        { provide: TELEMETRY, useValue: telemetry },
      ],
    };
  }
}
