import type { AckOf, Alert, RequestOf, Row, TableAck } from '@tapewire/contracts';
import { AlertFeed } from './alert-feed.ts';

/** A flow table: `whole` replaces what was held, else rows replace their minutes. */
export interface FlowEvent {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly whole: boolean;
}

/** Asks again as long as it may help, the connection stands and `isWanted`; undefined when it was in vain. */
export type Persistently = <T>(ask: () => Promise<T>, isWanted: () => boolean) => Promise<T | undefined>;

const PAGE = 200;
const MOST_PAGES = 20;

/** Alerts, each once, through reconnects. */
export class AlertWatch {
  readonly #feed = new AlertFeed();
  readonly #onAlerts: (alerts: readonly Alert[]) => void;
  readonly #persistently: Persistently;
  readonly #ask: (request: RequestOf<'alerts'>) => Promise<AckOf['alerts']>;
  ended = false;

  constructor(onAlerts: (alerts: readonly Alert[]) => void, ask: (request: RequestOf<'alerts'>) => Promise<AckOf['alerts']>, persistently: Persistently) {
    this.#onAlerts = onAlerts;
    this.#ask = ask;
    this.#persistently = persistently;
  }

  take(alerts: readonly Alert[]): void {
    const fresh = this.#feed.takeNew(alerts);
    if (fresh.length > 0 && !this.ended) this.#onAlerts(fresh);
  }

  /** Pages back until it meets what it knows, so that a long interruption loses no alert either. */
  async load(): Promise<void> {
    const pages = this.#feed.isEmpty ? 1 : MOST_PAGES;
    let before: string | undefined;
    for (let page = 0; page < pages; page++) {
      const request = { limit: PAGE, ...(before === undefined ? {} : { before }) };
      const answer = await this.#persistently(() => this.#ask(request), () => !this.ended);
      if (answer === undefined) return;
      const known = answer.alerts.some(({ id }) => this.#feed.has(id));
      this.take(answer.alerts);
      before = answer.cursor;
      if (known || before === undefined) return;
    }
  }
}

/** Minutes of flow: the whole after every connect, then what changes. */
export class FlowWatch {
  readonly #onFlow: (flow: FlowEvent) => void;
  readonly #ask: () => Promise<TableAck>;
  readonly #persistently: Persistently;
  ended = false;

  constructor(onFlow: (flow: FlowEvent) => void, ask: () => Promise<TableAck>, persistently: Persistently) {
    this.#onFlow = onFlow;
    this.#ask = ask;
    this.#persistently = persistently;
  }

  take(flow: { readonly columns: readonly string[]; readonly rows: readonly Row[] }): void {
    if (!this.ended) this.#onFlow({ ...flow, whole: false });
  }

  async load(): Promise<void> {
    const answer = await this.#persistently(() => this.#ask(), () => !this.ended);
    if (answer !== undefined && !this.ended) this.#onFlow({ columns: answer.columns, rows: answer.rows, whole: true });
  }
}
