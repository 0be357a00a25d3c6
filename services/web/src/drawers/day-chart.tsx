import type { ReactNode } from 'react';
import { timeOfDay } from '../tape/format.ts';
import type { Print } from '../tape/print.ts';

const WIDTH = 420;
const HEIGHT = 96;
const EDGE = 6;

/** Implied volatility of a contract's prints over the day; a dot's size is its premium. */
export function DayChart({ prints, zone }: { readonly prints: readonly Print[]; readonly zone: 'ny' | 'local' }): ReactNode {
  const points = prints.flatMap((print) => (print.iv === null ? [] : [{ print, iv: print.iv }])).reverse();
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return <p className="hint">Too few prints with a known volatility for a chart.</p>;
  const low = Math.min(...points.map(({ iv }) => iv));
  const high = Math.max(...points.map(({ iv }) => iv));
  const span = Math.max(1, last.print.ts - first.print.ts);
  const x = (print: Print): number => EDGE + ((print.ts - first.print.ts) / span) * (WIDTH - EDGE * 2);
  const y = (iv: number): number => EDGE + (1 - (iv - low) / Math.max(1e-9, high - low)) * (HEIGHT - EDGE * 2);
  const text = `Implied volatility from ${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} percent, last ${(last.iv * 100).toFixed(1)}`;
  return (
    <figure className="day-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text} preserveAspectRatio="none">
        <polyline points={points.map(({ print, iv }) => `${x(print).toFixed(1)},${y(iv).toFixed(1)}`).join(' ')} />
        {points.map(({ print, iv }) => (
          <circle key={print.id} className={print.sentiment} cx={x(print).toFixed(1)} cy={y(iv).toFixed(1)} r={Math.min(7, 1.5 + Math.log10(Math.max(1, (print.premium ?? 0) / 5000)) * 1.6).toFixed(1)} />
        ))}
      </svg>
      <figcaption>
        <span>{timeOfDay(first.print.ts, zone).slice(0, 5)}</span>
        <span>IV {(low * 100).toFixed(1)}–{(high * 100).toFixed(1)}%</span>
        <span>{timeOfDay(last.print.ts, zone).slice(0, 5)}</span>
      </figcaption>
    </figure>
  );
}
