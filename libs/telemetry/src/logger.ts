import { context, trace } from '@opentelemetry/api';
import { pino, type DestinationStream, type Level, type Logger as PinoLogger } from 'pino';

/** A pino logger whose lines carry the ids of the active trace. */
export type Logger = PinoLogger;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const satisfies readonly Level[];
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Never written, wherever they stand in a record; ioredis' errors carry the arguments of the command, AUTH's as well. */
const HIDDEN = ['password', 'secret', 'token', 'authorization', 'passphrase', 'args'];
const HIDDEN_PATHS = HIDDEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]).filter((path) => path !== 'args');

/** One JSON line a record on stdout unless another destination is given, times in ISO 8601. */
export const createLogger = (service: string, level: LogLevel | 'silent' = 'info', destination: DestinationStream = pino.destination(1)): Logger =>
  pino({
    level,
    base: { service },
    redact: { paths: HIDDEN_PATHS, censor: '[hidden]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const span = trace.getSpan(context.active())?.spanContext();
      return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
    },
  }, destination);
