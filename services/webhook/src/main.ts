import { runService } from '@tapewire/service';
import { schema } from './config.ts';
import { WebhookModule } from './webhook.module.ts';

await runService({ name: 'webhook', schema, module: (config, tools) => WebhookModule.of(config, tools) });
