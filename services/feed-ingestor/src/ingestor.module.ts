import { Module, type DynamicModule } from '@nestjs/common';
import type { ServiceTools } from '@tapewire/service';
import type { IngestorConfig } from './config.ts';
import { IngestorService } from './ingestor.service.ts';

@Module({})
export class IngestorModule {
  static of(config: IngestorConfig, tools: ServiceTools): DynamicModule {
    return {
      module: IngestorModule,
      providers: [{ provide: IngestorService, useFactory: () => new IngestorService(config, tools) }],
    };
  }
}
