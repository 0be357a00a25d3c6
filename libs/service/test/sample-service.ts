/** A service for the specs of `runService`: run as a process of its own, on the built library. */
import { setTimeout as delay } from 'node:timers/promises';
import { integer, text } from '@tapewire/config';
import { runService } from '@tapewire/service';
import { z } from 'zod';

const schema = z.object({
  greeting: text('SAMPLE_GREETING', 'what it says'),
  closing: integer('SAMPLE_CLOSE_MS', 'how long it takes to close', { default: 0 }),
});

class SampleModule {
  readonly name = 'sample';
}

await runService({
  name: 'sample',
  schema,
  module: ({ greeting, closing }, { health, metrics }) => {
    metrics.add('tapewire_records_in_total', 3, { source: 'sample' });
    health.readiness('greeting', () => (greeting === 'never' ? 'there is nothing to say' : undefined));
    return { module: SampleModule, providers: [{ provide: 'closing', useValue: { onModuleDestroy: () => delay(closing) } }] };
  },
});
