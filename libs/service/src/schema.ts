import { choice, decimal, flag, integer, list, port, text } from '@tapewire/config';
import { LOG_LEVELS } from '@tapewire/telemetry';
import { z } from 'zod';

/** What every service can be told, besides its own schema. */
export const serviceSchema = z.object({
  managementPort: port('TAPEWIRE_MANAGEMENT_PORT', 'Port of /metrics and /health; 0 lets the system choose', { default: 0 }),
  logLevel: choice('TAPEWIRE_LOG_LEVEL', 'Least severe log line that is written', [...LOG_LEVELS], { default: 'info' }),
  traceExporterUrl: text('TAPEWIRE_TRACES_URL', 'OTLP/HTTP address of a trace collector; without it no trace is sent', { optional: true }),
  traceRatio: decimal('TAPEWIRE_TRACES_RATIO', 'Share of batches that are traced', { default: 0.001, min: 0, max: 1 }),
  drainDelay: integer('TAPEWIRE_DRAIN_DELAY_MS', 'After SIGTERM: not ready for this long before work is given up', { default: 0, min: 0 }),
  drainTimeout: integer('TAPEWIRE_DRAIN_TIMEOUT_MS', 'After SIGTERM: the process has ended by then', { default: 5000, min: 100 }),
  unsafe: z.object({
    allowed: flag('TAPEWIRE_ALLOW_UNSAFE', 'Fault tests only: let safeguards be switched off', { default: false }),
    disabled: list('TAPEWIRE_UNSAFE_DISABLE', 'Fault tests only: names of safeguards to switch off', { default: [] }),
  }),
});
export type ServiceConfig = z.output<typeof serviceSchema>;
