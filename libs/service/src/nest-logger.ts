import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@tapewire/telemetry';

/** Nest's own messages as pino lines; what it says at start is of interest to developers only. */
export const nestLogger = (logger: Logger): LoggerService => ({
  log: (message: unknown) => { logger.debug(String(message)); },
  debug: (message: unknown) => { logger.debug(String(message)); },
  verbose: (message: unknown) => { logger.trace(String(message)); },
  warn: (message: unknown) => { logger.warn(String(message)); },
  error: (message: unknown, ...rest: unknown[]) => { logger.error({ details: rest }, String(message)); },
  fatal: (message: unknown, ...rest: unknown[]) => { logger.fatal({ details: rest }, String(message)); },
});
