import { metrics as api, type Attributes, type Counter, type Histogram, type Meter } from '@opentelemetry/api';
import { METRICS, type LabelOf, type MetricName, type MetricNameOf, type MetricSpec } from './metric-table.ts';

/** Labels of one value of a metric: those that the table names and no others. */
export type Labels<N extends MetricName = MetricName> = Readonly<Partial<Record<LabelOf<N>, string | number>>>;
export interface Observation<N extends MetricName = MetricName> {
  readonly value: number;
  readonly labels?: Labels<N>;
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
  add<N extends MetricNameOf<'counter'>>(name: N, value = 1, labels?: Labels<N>): void {
    let instrument = this.#counters.get(name);
    if (instrument === undefined) {
      instrument = this.#meter.createCounter(name, describe(METRICS[name]));
      this.#counters.set(name, instrument);
    }
    instrument.add(value, attributes(labels));
  }

  /** Takes one value into a histogram; seconds for durations. */
  record<N extends MetricNameOf<'histogram'>>(name: N, value: number, labels?: Labels<N>): void {
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
  observe<N extends MetricNameOf<'gauge'>>(name: N, read: () => number | readonly Observation<N>[]): void {
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
const attributes = (labels: Attributes | undefined): Attributes => labels ?? {};

const observations = <N extends MetricName>(values: number | readonly Observation<N>[]): readonly Observation<N>[] =>
  typeof values === 'number' ? [{ value: values }] : values;
const boundaries = (spec: MetricSpec): readonly number[] => spec.buckets ?? [];
