import { runService } from '@tapewire/service';
import { schema } from './config.ts';
import { PageModule } from './page.module.ts';

await runService({ name: 'web', schema, module: (config, tools) => PageModule.of(config, tools) });
