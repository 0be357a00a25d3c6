import 'reflect-metadata';
import type { DynamicModule, INestApplication, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { configHash, loadConfig, type Environment } from '@tapewire/config';
import { TapewireError } from '@tapewire/contracts';
import { createLogger, metrics, startTelemetry, type Logger, type Metrics } from '@tapewire/telemetry';
import type { z } from 'zod';
import { Health } from './health.ts';
import { nestLogger } from './nest-logger.ts';
import { RootModule } from './root.module.ts';
import { safeguardsFrom, type Safeguards } from './safeguards.ts';
import { serviceSchema } from './schema.ts';
import { drainOnSignal } from './shutdown.ts';

/** What a service's module gets besides its config. */
export interface ServiceTools {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly safeguards: Safeguards;
  /** Digest of the rules or plans in force, which a service sets whenever it has read them; shown in `tapewire_build_info`. */
  readonly rules: { digest: string };
}

export interface ServiceDefinition<S extends z.ZodObject> {
  readonly name: string;
  readonly schema: S;
  readonly module: (config: z.output<S>, tools: ServiceTools) => DynamicModule;
  /** Changes the Nest application before it starts, e.g. sets its WebSocket adapter. */
  readonly configure?: (app: INestApplication, config: z.output<S>, tools: ServiceTools) => void | Promise<void>;
}

const VERSION = '0.1.0';
/** Settings that pods of one service may have each for itself. */
const DIFFER_BY_POD = ['TAPEWIRE_MANAGEMENT_PORT', 'GATEWAY_PORT', 'SPOOL_DIR'];

/**
 * Runs a service until it is told to stop: config from the environment, telemetry, the Nest application, and
 * `/metrics`, `/health/live`, `/health/ready` on the management port. Config errors end the process with exit code 2.
 */
export async function runService<S extends z.ZodObject>(definition: ServiceDefinition<S>, env: Environment = process.env): Promise<void> {
  const early = createLogger(definition.name);
  try {
    await start(definition, env);
  } catch (error) {
    const known = error instanceof TapewireError && error.code === 'CONFIG_INVALID';
    if (known) early.fatal(error.message);
    else early.fatal({ err: error }, 'the service could not start');
    process.exit(known ? 2 : 1);
  }
}

async function start<S extends z.ZodObject>(definition: ServiceDefinition<S>, env: Environment): Promise<void> {
  const { name, schema } = definition;
  const common = loadConfig(serviceSchema, env, { alongside: [schema] });
  const config = loadConfig(schema, env, { alongside: [serviceSchema] });
  const safeguards = safeguardsFrom(common.unsafe);
  const logger = createLogger(name, common.logLevel);
  if (common.unsafe.disabled.length > 0) logger.warn({ disabled: common.unsafe.disabled }, 'safeguards are off: the tape is not exact');
  const telemetry = startTelemetry({ service: name, version: VERSION, traceExporterUrl: common.traceExporterUrl, samplingRatio: common.traceRatio });
  const rules = { digest: '' };
  const tools: ServiceTools = { logger, metrics: metrics(name), health: new Health(), safeguards, rules };
  const settings = configHash([serviceSchema, schema], env, DIFFER_BY_POD);
  tools.metrics.observe('tapewire_build_info', () => [{ value: 1, labels: { version: VERSION, config: settings, rules: rules.digest } }]);

  const module = definition.module(config, tools);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its plain options as a class
  const options: NestApplicationOptions = { logger: nestLogger(logger), abortOnError: false };
  const app = await NestFactory.create(RootModule.of(module, tools.health, telemetry), options);
  await definition.configure?.(app, config, tools);
  drainOnSignal({
    health: tools.health,
    logger,
    drainDelay: common.drainDelay,
    drainTimeout: common.drainTimeout,
    close: async () => {
      await app.close();
      await telemetry.stop();
    },
  });
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception');
    process.exit(1);
  });
  process.on('unhandledRejection', (reason) => {
    logger.fatal({ err: reason }, 'unhandled rejection');
    process.exit(1);
  });
  await app.listen(common.managementPort);
  logger.info({ management: Number(new URL(await app.getUrl()).port) }, 'listening');
}
