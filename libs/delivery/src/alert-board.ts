import type { Alert } from '@tapewire/contracts';
import { openNumbers, sealNumbers } from './opaque.ts';

/** Where an alert stands among all: time of receipt, then partition, offset and place among those of one position. */
type Place = readonly [recvTs: number, p: number, off: number, index: number];

interface Placed {
  readonly place: Place;
  readonly alert: Alert;
}

/** Who asks: rules may name desks and plans. */
export interface AlertReader {
  readonly plan: string;
  readonly desk?: string;
}

export interface AlertPage {
  readonly alerts: Alert[];
  readonly more: boolean;
  readonly cursor?: string;
}

const KIND = 'a1';
const MICROS = 1000;

/** Whether an alert is for this reader; one that names nobody is for all. */
export const isFor = ({ desks, plans }: Alert, { desk, plan }: AlertReader): boolean =>
  (desks === undefined || (desk !== undefined && desks.includes(desk))) && (plans === undefined || plans.includes(plan));

/** The newest alerts that one lane has come to. */
export class AlertBoard {
  readonly #keep: number;
  /** Oldest first. */
  #alerts: Placed[] = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** Adds the alerts of one position. */
  take(p: number, off: number, recvTs: number, alerts: readonly Alert[]): void {
    for (const [index, alert] of alerts.entries()) {
      const placed: Placed = { place: [recvTs, p, off, index], alert };
      let at = this.#alerts.length;
      for (let before = this.#alerts[at - 1]; before && compare(before.place, placed.place) > 0; before = this.#alerts[at - 1]) at--;
      this.#alerts.splice(at, 0, placed);
    }
    if (this.#alerts.length > this.#keep * 2) this.#alerts = this.#alerts.slice(-this.#keep);
  }

  /** Oldest first, those received after a time. */
  since(reader: AlertReader, recvTs: number): Alert[] {
    return this.#alerts.filter(({ place, alert }) => place[0] > recvTs && isFor(alert, reader)).map(({ alert }) => alert);
  }

  /** Newest first, below a cursor or a time; undefined when `before` is no cursor. */
  page(reader: AlertReader, before: string | number | undefined, limit: number): AlertPage | undefined {
    const bound = typeof before === 'string' ? openPlace(before) : before === undefined ? undefined : ([before, -1, -1, -1] as const);
    if (typeof before === 'string' && !bound) return undefined;
    const older = this.#alerts.filter(({ place, alert }) => (!bound || compare(place, bound) < 0) && isFor(alert, reader)).reverse();
    const page = older.slice(0, limit);
    const last = page.at(-1);
    const alerts = page.map(({ alert }) => alert);
    return older.length > page.length && last ? { alerts, more: true, cursor: sealPlace(last.place) } : { alerts, more: false };
  }
}

function compare(a: Place, b: Place): number {
  const differs = a.findIndex((value, i) => value !== b[i]);
  return differs < 0 ? 0 : (a[differs] ?? 0) - (b[differs] ?? 0);
}

const sealPlace = ([recvTs, p, off, index]: Place): string => sealNumbers(KIND, [Math.round(recvTs * MICROS), p, off, index]);

function openPlace(text: string): Place | undefined {
  const [micros, p, off, index, ...rest] = openNumbers(KIND, text) ?? [];
  if (micros === undefined || p === undefined || off === undefined || index === undefined || rest.length > 0) return undefined;
  return [micros / MICROS, p, off, index];
}
