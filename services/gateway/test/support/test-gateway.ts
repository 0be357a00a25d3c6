import 'reflect-metadata';
import { type INestApplication, Logger as NestLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@tapewire/config';
import { ALL_SAFEGUARDS, Health, type Safeguards } from '@tapewire/service';
import { createLogger, type Logger, metrics } from '@tapewire/telemetry';
import { DEV_SECRET, eventually } from '@tapewire/testkit';
import { schema } from '../../src/config.ts';
import { GatewayModule } from '../../src/gateway.module.ts';
import type { GatewayParts } from '../../src/parts.ts';
import { useSockets } from '../../src/service.ts';
import { PARTS } from '../../src/tokens.ts';
import type { TestTape } from './test-tape.ts';

export interface GatewayOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly safeguards?: Safeguards;
  readonly logger?: Logger;
}

/** The machine that runs the tests may be slow without the gateway being full. */
const UNHURRIED = { CAPACITY_LOOP_DELAY_MS: '1000000' };

/** A gateway in this process. */
export class TestGateway {
  readonly app: INestApplication;
  readonly health: Health;
  readonly url: string;
  readonly parts: GatewayParts;

  private constructor(app: INestApplication, health: Health, port: number) {
    this.app = app;
    this.health = health;
    this.url = `http://127.0.0.1:${port}`;
    this.parts = app.get<GatewayParts>(PARTS, { strict: false });
  }

  /** Starts one on a tape and waits until it is ready. */
  static async on(tape: TestTape, { env = {}, safeguards = ALL_SAFEGUARDS, logger = createLogger('gateway', 'silent') }: GatewayOptions = {}): Promise<TestGateway> {
    const config = loadConfig(schema, { REDIS_URL: tape.url, TAPEWIRE_PREFIX: tape.prefix, GATEWAY_PORT: '0', JWT_SECRET: DEV_SECRET, ...UNHURRIED, ...env });
    const health = new Health();
    const module = GatewayModule.of(config, { logger, metrics: metrics('gateway'), health, safeguards, rules: { digest: '' } });
    NestLogger.overrideLogger(false);
    const app = await NestFactory.create(module);
    const sockets = useSockets(app, config);
    await app.init();
    const gateway = new TestGateway(app, health, await sockets.listening);
    await eventually(() => { if (!health.ready().ok) throw new Error(JSON.stringify(health.ready().checks)); });
    return gateway;
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
