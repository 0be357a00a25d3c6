import { Module, type DynamicModule } from '@nestjs/common';
import type { ServiceTools } from '@tapewire/service';
import type { NormalizerConfig } from './config.ts';
import { NormalizerService } from './normalizer.service.ts';

@Module({})
export class NormalizerModule {
  static of(config: NormalizerConfig, tools: ServiceTools): DynamicModule {
    return {
      module: NormalizerModule,
      providers: [{ provide: NormalizerService, useFactory: () => new NormalizerService(config, tools) }],
    };
  }
}
