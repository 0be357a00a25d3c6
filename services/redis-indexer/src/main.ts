import { runService } from '@tapewire/service';
import { schema } from './config.ts';
import { IndexerModule } from './indexer.module.ts';

await runService({ name: 'redis-indexer', schema, module: (config, tools) => IndexerModule.of(config, tools) });
