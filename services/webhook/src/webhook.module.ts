import { Module, type DynamicModule } from '@nestjs/common';
import type { ServiceTools } from '@tapewire/service';
import type { WebhookConfig } from './config.ts';
import { WebhookService } from './webhook.service.ts';

@Module({})
export class WebhookModule {
  static of(config: WebhookConfig, tools: ServiceTools): DynamicModule {
    return {
      module: WebhookModule,
      providers: [{ provide: WebhookService, useFactory: () => new WebhookService(config, tools) }],
    };
  }
}
