/** Injection token of the process's telemetry. */
export const TELEMETRY = Symbol('telemetry');
