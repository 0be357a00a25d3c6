import { Inject, Module, type BeforeApplicationShutdown, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import type { ServiceTools } from '@tapewire/service';
import type { IndexerConfig } from './config.ts';
import { Indexer } from './indexer.ts';

const FAILED = Symbol('failed');

/** Starts the indexer with the application and stops it before the application ends. */
@Module({})
export class IndexerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #indexer: Indexer;
  readonly #failed: (error: unknown) => void;
  #stopping = false;

  constructor(@Inject(Indexer) indexer: Indexer, @Inject(FAILED) failed: (error: unknown) => void) {
    this.#indexer = indexer;
    this.#failed = failed;
  }

  static of(config: IndexerConfig, tools: ServiceTools): DynamicModule {
    let failure: string | undefined;
    tools.health.liveness('start', () => failure);
    const failed = (error: unknown): void => {
      failure = error instanceof Error ? error.message : String(error);
      tools.logger.error({ err: error }, 'the indexer could not start');
    };
    return {
      module: IndexerModule,
      providers: [
        { provide: Indexer, useValue: new Indexer(config, tools) },
        { provide: FAILED, useValue: failed },
      ],
    };
  }

  /** Not awaited: health must answer while Kafka or Redis are not up yet. */
  onApplicationBootstrap(): void {
    this.#indexer.start().catch((error: unknown) => {
      if (!this.#stopping) this.#failed(error);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    await this.#indexer.stop();
  }
}
