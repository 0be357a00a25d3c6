import { context, propagation, ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags, type Attributes, type Context } from '@opentelemetry/api';

const TRACER = 'tapewire';
const TRACEPARENT = 'traceparent';

/** Attributes of a span. */
export type SpanAttributes = Attributes;

/** The headers with the active trace added, when it is sampled; else the same headers. */
export function injectTrace(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const traceparent = activeTrace();
  return traceparent === undefined ? headers : { ...headers, [TRACEPARENT]: traceparent };
}

/** The active sampled trace as a W3C `traceparent`, undefined when there is none. */
export function activeTrace(): string | undefined {
  const span = trace.getSpan(context.active())?.spanContext();
  if (span === undefined || (span.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return `00-${span.traceId}-${span.spanId}-01`;
}

/** The `traceparent` that headers carry. */
export const extractTrace = (headers: Readonly<Record<string, string>>): string | undefined => headers[TRACEPARENT];

/** Starts a trace, sampled by the configured ratio, and runs `fn` in it. Only where data enters the system. */
export const withRootSpan = <T>(name: string, fn: () => T, attributes: SpanAttributes = {}): T => run(name, ROOT_CONTEXT, fn, attributes);

/** Runs `fn` as a part of the trace `parent` (a traceparent); without one it only runs it. `fn` may be asynchronous. */
export function withSpan<T>(name: string, parent: string | undefined, fn: () => T, attributes: SpanAttributes = {}): T {
  if (parent === undefined) return fn();
  return run(name, propagation.extract(ROOT_CONTEXT, { [TRACEPARENT]: parent }), fn, attributes);
}

function run<T>(name: string, parent: Context, fn: () => T, attributes: SpanAttributes): T {
  return trace.getTracer(TRACER).startActiveSpan(name, { attributes }, parent, (span): T => {
    const fail = (error: unknown): void => {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      span.end();
    };
    try {
      const result = fn();
      // The caller gets the promise itself; this only looks on.
      if (result instanceof Promise) result.then(() => { span.end(); }, fail);
      else span.end();
      return result;
    } catch (error) {
      fail(error);
      throw error;
    }
  });
}
