import { runService } from '@tapewire/service';
import { gateway } from './service.ts';

await runService(gateway);
