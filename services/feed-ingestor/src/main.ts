import { runService } from '@tapewire/service';
import { schema } from './config.ts';
import { IngestorModule } from './ingestor.module.ts';

await runService({ name: 'feed-ingestor', schema, module: (config, tools) => IngestorModule.of(config, tools) });
