import type { Subscription } from '@tapewire/client';
import { type Alert, toRow, TRADE_COLUMNS } from '@tapewire/contracts';
import { savedFilters } from '../filter/presets.ts';
import { watched } from '../filter/watched.ts';
import type { Session } from '../state/session.ts';
import { settings } from '../state/settings.ts';
import { Store } from '../state/store.ts';
import { PRINT_COLUMNS, printReader } from '../tape/print.ts';
import { inWords } from '../tape/export.ts';
import { count } from '../tape/format.ts';
import { addAlerts, ownAlertId, type RailAlert } from './alert-list.ts';
import { play } from './sounds.ts';

const readTrade = printReader(TRADE_COLUMNS.map((column) => column.name));

const fromGateway = ({ id, rule, severity, when, ts, trade, oiChange }: Alert): RailAlert => ({
  id, rule, severity, when, ts, print: readTrade(toRow(trade)),
  ...(oiChange === undefined ? {} : { openInterest: `${oiChange.verdict}, open interest ${count(oiChange.from)} to ${count(oiChange.to)}` }),
});

/** Alerts of the firm's rules and of the user's own filters, with what tells of them. */
export class AlertCenter {
  readonly alerts = new Store<readonly RailAlert[]>([]);
  /** Alerts that came while the page was in the background. */
  readonly unseen = new Store(0);
  readonly #session: Session;
  readonly #own = new Map<string, { readonly filter: string; readonly subscription: Subscription }>();
  #started = false;

  constructor(session: Session) {
    this.#session = session;
    session.client.watchAlerts((alerts) => { this.#add(alerts.map(fromGateway), this.#started); this.#started = true; });
    this.#followOwn();
    watched.subscribe(() => { this.#followOwn(); });
    savedFilters.subscribe(() => { this.#followOwn(); });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.unseen.set(0); });
    this.unseen.subscribe(() => { document.title = this.unseen.get() > 0 ? `(${this.unseen.get()}) Tapewire` : 'Tapewire'; });
  }

  /** Follows each saved filter that is to alert, and no other. */
  #followOwn(): void {
    const wanted = new Map(savedFilters.get().filter(({ name }) => watched.get().includes(name)).map(({ name, filter }) => [name, filter]));
    for (const [name, { filter, subscription }] of this.#own) {
      if (wanted.get(name) === filter) continue;
      subscription.close();
      this.#own.delete(name);
    }
    for (const [name, filter] of wanted) {
      if (this.#own.has(name)) continue;
      let read = printReader(PRINT_COLUMNS);
      const subscription = this.#session.client.subscribe(filter, {
        columns: PRINT_COLUMNS, snapshot: 0,
        onEvent: (event) => {
          if (event.type === 'snapshot') read = printReader(event.columns);
          if (event.type !== 'rows') return;
          const prints = event.rows.map(read).filter(({ kind }) => kind === 'trade');
          this.#add(prints.map((print) => ({ id: ownAlertId(name, print), rule: name, severity: 'own', when: filter, ts: print.ts, print })), true);
        },
      });
      this.#own.set(name, { filter, subscription });
    }
  }

  #add(fresh: readonly RailAlert[], live: boolean): void {
    const before = this.alerts.get();
    const after = addAlerts(before, fresh);
    this.alerts.set(after);
    const newest = after.find((alert) => !before.includes(alert));
    if (!live || newest === undefined) return;
    if (settings.get().sounds) play(newest.severity);
    if (!document.hidden) return;
    this.unseen.update((n) => n + after.length - before.length);
    if (settings.get().notifications && Notification.permission === 'granted') new Notification(newest.rule, { body: inWords(newest.print), tag: newest.id });
  }
}
