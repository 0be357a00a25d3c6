import { metrics as api, type Attributes, type Counter, type Histogram, type Meter } from '@opentelemetry/api';
import { METRICS, type MetricName, type MetricNameOf, type MetricSpec } from './metric-table.ts';

/** Labels of one value. */
export type Labels = Readonly<Record<string, string | number>>;
export interface Observation {
  readonly value: number;
  readonly labels?: Labels;
}

/** Records values of the metrics in `METRICS`. Without started telemetry it does nothing. */
export class Metrics {
  readonly #meter: Meter;
  readonly #counters = new Map<MetricName, Counter>();
  readonly #histograms = new Map<MetricName, Histogram>();

  constructor(service: string) {
    this.#meter = api.getMeter(service);
  }

  /** Adds to a counter. */
  add(name: MetricNameOf<'counter'>, value = 1, labels?: Labels): void {
    let instrument = this.#counters.get(name);
    if (instrument === undefined) {
      instrument = this.#meter.createCounter(name, describe(METRICS[name]));
      this.#counters.set(name, instrument);
    }
    instrument.add(value, attributes(labels));
  }

  /** Takes one value into a histogram; seconds for durations. */
  record(name: MetricNameOf<'histogram'>, value: number, labels?: Labels): void {
    let instrument = this.#histograms.get(name);
    if (instrument === undefined) {
      instrument = this.#meter.createHistogram(name, {
        ...describe(METRICS[name]),
        advice: { explicitBucketBoundaries: [...boundaries(METRICS[name])] },
      });
      this.#histograms.set(name, instrument);
    }
    instrument.record(value, attributes(labels));
  }

  /** Observes a gauge whenever it is scraped. Call once per gauge and process. */
  observe(name: MetricNameOf<'gauge'>, read: () => number | readonly Observation[]): void {
    this.#meter.createObservableGauge(name, describe(METRICS[name])).addCallback((result) => {
      for (const { value, labels } of observations(read())) {
        result.observe(value, attributes(labels));
      }
    });
  }
}

/** The metrics of a service. */
export const metrics = (service: string): Metrics => new Metrics(service);

const describe = (spec: MetricSpec): { description: string; unit: string } => ({ description: spec.help, unit: spec.unit });
const attributes = (labels: Labels | undefined): Attributes => labels ?? {};

const observations = (values: number | readonly Observation[]): readonly Observation[] =>
  typeof values === 'number' ? [{ value: values }] : values;
const boundaries = (spec: MetricSpec): readonly number[] => spec.buckets ?? [];
