import { fileURLToPath } from 'node:url';
import { type DynamicModule, Injectable, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { TapewireError } from '@tapewire/contracts';
import type { ServiceTools } from '@tapewire/service';
import type { WebConfig } from './config.ts';
import { PageServer } from './page-server.ts';
import { readStaticFiles } from './static-files.ts';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

/** Runs the page's own server beside the management endpoints. */
@Injectable()
export class PageLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #config: WebConfig;
  readonly #tools: ServiceTools;
  #server: PageServer | undefined;

  constructor(config: WebConfig, tools: ServiceTools) {
    this.#config = config;
    this.#tools = tools;
    tools.health.readiness('page', () => (this.#server?.listening === true ? undefined : 'the page is not being served yet'));
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#server = new PageServer(this.#config, await readStaticFiles(DIST));
    await this.#server.listen();
    this.#tools.logger.info({ port: this.#config.port, gateways: this.#config.gateways }, 'serving the page');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#server?.close();
  }
}

@Module({})
export class PageModule {
  static of(config: WebConfig, tools: ServiceTools): DynamicModule {
    if ((config.oidc.issuer === undefined) !== (config.oidc.clientId === undefined)) {
      throw new TapewireError('CONFIG_INVALID', 'OIDC_ISSUER and OIDC_CLIENT_ID go together: one is set, the other is not', {});
    }
    return { module: PageModule, providers: [{ provide: PageLifecycle, useFactory: () => new PageLifecycle(config, tools) }] };
  }
}
