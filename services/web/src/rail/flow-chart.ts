import { type AutoscaleInfo, createChart, type IChartApi, type ISeriesApi, LineSeries, LineStyle, type UTCTimestamp } from 'lightweight-charts';
import { timeOfDay } from '../tape/format.ts';
import type { CumulatedFlow } from './flow-series.ts';

const HEIGHT = 230;

interface Point {
  readonly time: number;
  readonly value: number;
}

/** The chart's library calls a number of seconds a brand of its own. */
const stamped = (points: readonly Point[]): { time: UTCTimestamp; value: number }[] =>
  points.map(({ time, value }) => ({ time: time as UTCTimestamp, value }));

function withZero(info: AutoscaleInfo | null): AutoscaleInfo | null {
  if (info?.priceRange == null) return info;
  const { minValue, maxValue } = info.priceRange;
  return { ...info, priceRange: { minValue: Math.min(0, minValue), maxValue: Math.max(0, maxValue) } };
}

/** Lines of net premium on the right scale, the price on the left. */
export class FlowChart {
  readonly #chart: IChartApi;
  readonly #calls: ISeriesApi<'Line'>;
  readonly #puts: ISeriesApi<'Line'>;
  readonly #spot: ISeriesApi<'Line'>;

  constructor(frame: HTMLElement, zone: 'ny' | 'local') {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const clock = (time: unknown): string => (typeof time === 'number' ? timeOfDay(time * 1000, zone).slice(0, 5) : '');
    this.#chart = createChart(frame, {
      height: HEIGHT, autoSize: true,
      layout: { background: { color: colour('--panel') }, textColor: colour('--muted'), fontFamily: style.fontFamily, attributionLogo: false },
      grid: { vertLines: { color: colour('--line') }, horzLines: { color: colour('--line') } },
      rightPriceScale: { borderColor: colour('--line-strong') },
      leftPriceScale: { visible: true, borderColor: colour('--line-strong') },
      timeScale: { borderColor: colour('--line-strong'), timeVisible: true, tickMarkFormatter: clock },
      localization: { timeFormatter: clock },
    });
    const money = { type: 'volume' } as const;
    // Net premium is read against nothing: zero is always in sight.
    const autoscaleInfoProvider = (original: () => AutoscaleInfo | null): AutoscaleInfo | null => withZero(original());
    this.#calls = this.#chart.addSeries(LineSeries, { color: colour('--call'), lineWidth: 2, priceFormat: money, autoscaleInfoProvider });
    this.#puts = this.#chart.addSeries(LineSeries, { color: colour('--put'), lineWidth: 2, lineStyle: LineStyle.Dashed, priceFormat: money, autoscaleInfoProvider });
    this.#calls.createPriceLine({ price: 0, color: colour('--faint'), lineWidth: 1, lineStyle: LineStyle.Solid, axisLabelVisible: false });
    this.#spot = this.#chart.addSeries(LineSeries, { color: colour('--muted'), lineWidth: 1, priceScaleId: 'left' });
  }

  show(flow: CumulatedFlow): void {
    this.#calls.setData(stamped(flow.calls));
    this.#puts.setData(stamped(flow.puts));
    this.#spot.setData(stamped(flow.spot));
    // The market as a whole has no price.
    this.#chart.applyOptions({ leftPriceScale: { visible: flow.spot.length > 0 } });
    this.#chart.timeScale().fitContent();
  }

  remove(): void {
    this.#chart.remove();
  }
}
