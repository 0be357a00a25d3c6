import { runService } from '@tapewire/service';
import { schema } from './config.ts';
import { NormalizerModule } from './normalizer.module.ts';

await runService({ name: 'normalizer', schema, module: (config, tools) => NormalizerModule.of(config, tools) });
