export type { HealthCheck, HealthReport } from './health.ts';
export { Health } from './health.ts';
export type { ServiceDefinition, ServiceTools } from './run-service.ts';
export { runService } from './run-service.ts';
export type { Safeguard, Safeguards } from './safeguards.ts';
export { ALL_SAFEGUARDS, SAFEGUARDS } from './safeguards.ts';
export type { ServiceConfig } from './schema.ts';
export { serviceSchema } from './schema.ts';
