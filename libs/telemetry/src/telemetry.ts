import { monitorEventLoopDelay } from 'node:perf_hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, NoopSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { metrics } from './metrics.ts';

export interface TelemetrySettings {
  readonly service: string;
  readonly version: string;
  /** OTLP/HTTP address of a collector, e.g. `http://collector:4318/v1/traces`; without one no trace leaves the process. */
  readonly traceExporterUrl?: string | undefined;
  /** Share of batches that are traced, 0 to 1. */
  readonly samplingRatio: number;
}

export interface Telemetry {
  /** Every metric in the text format of Prometheus. */
  readonly metricsText: () => Promise<string>;
  /** Sends what is buffered and stops. */
  readonly stop: () => Promise<void>;
}

const NANOSECONDS = 1e9;

/** Starts tracing and metrics for this process. Call once, before anything is measured. */
export function startTelemetry(settings: TelemetrySettings): Telemetry {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: resourceFromAttributes({ 'service.name': settings.service, 'service.version': settings.version }),
    metricReaders: [reader],
    logRecordProcessors: [],
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(settings.samplingRatio) }),
    spanProcessors: [
      settings.traceExporterUrl === undefined
        ? new NoopSpanProcessor()
        : new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: settings.traceExporterUrl }) }),
    ],
  });
  sdk.start();
  const stopProcessMetrics = measureProcess(settings.service);
  return {
    metricsText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    stop: async () => {
      stopProcessMetrics();
      await sdk.shutdown();
    },
  };
}

function measureProcess(service: string): () => void {
  const own = metrics(service);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  own.observe('tapewire_event_loop_delay_seconds', () => {
    const p99 = delay.percentile(99) / NANOSECONDS;
    delay.reset();
    return p99;
  });
  own.observe('tapewire_memory_bytes', () => {
    const { rss, heapUsed, external } = process.memoryUsage();
    return [
      { value: rss, labels: { kind: 'rss' } },
      { value: heapUsed, labels: { kind: 'heap' } },
      { value: external, labels: { kind: 'external' } },
    ];
  });
  return () => delay.disable();
}
