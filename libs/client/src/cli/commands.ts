import type { Alert } from '@tapewire/contracts';
import { connect, type TapewireClient } from '../client.ts';
import { RequestError, wireErrorOf } from '../errors.ts';
import type { ConnectionStatus } from '../socket/connection-events.ts';
import type { Arguments } from './arguments.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { rowWriter } from './table.ts';

/** What a command writes to and is stopped by. */
export interface Terminal {
  readonly out: (line: string) => void;
  /** For people: state changes, hints, errors. Never mixed into the rows. */
  readonly note: (line: string) => void;
  readonly stopped: AbortSignal;
}

const TABLE_COLUMNS = ['ts', 'kind', 'underlying', 'strike', 'right', 'exp', 'side', 'price', 'size', 'premium', 'spot', 'otm', 'dte', 'iv', 'volume', 'oi', 'flags'];
const ID = 'id';

/** Columns of a table leave the id out unless it was asked for. */
const columnsOf = ({ columns, format }: Arguments): readonly string[] | undefined => columns ?? (format === 'table' ? TABLE_COLUMNS : undefined);
const shownColumns = (args: Arguments, columns: readonly string[]): readonly string[] =>
  args.format === 'table' && args.columns?.includes(ID) !== true ? columns.filter((name) => name !== ID) : columns;

/** Whether a command follows something, and so waits for a gateway however long it takes to come. */
const follows = ({ command, once }: Arguments): boolean => command === 'tail' || (!once && (command === 'alerts' || command === 'flow'));

/**
 * Connects; the promise is settled by the first welcome, or by a refusal for good. A command that ends by itself also ends
 * when no gateway could be reached at a first try of each.
 */
export async function open(args: Arguments, terminal: Terminal, token: string | (() => Promise<string>)): Promise<TapewireClient> {
  let settle: (status: ConnectionStatus) => void = () => undefined;
  const first = new Promise<ConnectionStatus>((resolve) => { settle = resolve; });
  let failures = 0;
  const client = connect({
    urls: args.urls, token,
    onStatus: (status) => {
      if (status.state === 'waiting') {
        failures += 1;
        const unreachable = { code: 'unavailable', message: `no connection (${status.error?.message ?? 'the socket closed'})` } as const;
        if (!follows(args) && failures >= args.urls.length) settle({ state: 'closed', error: unreachable });
        else terminal.note(`${unreachable.message}; trying again in ${status.retryInMs} ms`);
      }
      if (status.state === 'connected' || status.state === 'closed') settle(status);
    },
    onNotice: ({ message }) => { terminal.note(message); },
  });
  terminal.stopped.addEventListener('abort', () => { client.close(); });
  const status = await first;
  if (status.state === 'closed') {
    client.close();
    throw new RequestError(status.error ?? { code: 'unavailable', message: 'stopped before there was a connection' });
  }
  return client;
}

/** `tail`: the newest rows, oldest of them first, then every new one. */
export async function tail(client: TapewireClient, args: Arguments, terminal: Terminal): Promise<number> {
  const columns = columnsOf(args);
  const subscription = client.subscribe(args.subject, { snapshot: args.limit, overflow: 'lag', ...(columns === undefined ? {} : { columns }) });
  terminal.stopped.addEventListener('abort', () => { subscription.close(); });
  let writer = rowWriter(args.format, [], false);
  let places: readonly number[] = [];
  const write = (row: readonly (string | number | readonly string[] | null)[]): void => { terminal.out(writer.line(places.map((place) => row[place] ?? null))); };
  let headed = false;
  let left = args.count ?? Number.POSITIVE_INFINITY;
  for await (const event of subscription) {
    if (event.type === 'snapshot') {
      const shown = shownColumns(args, event.columns);
      places = shown.map((name) => event.columns.indexOf(name));
      writer = rowWriter(args.format, shown, args.colour);
      if (!headed) for (const line of writer.header()) terminal.out(line);
      headed = true;
      if (event.gap) terminal.note('gap: rows were missed that can’t be had again; what follows starts over');
      if (event.gap && args.strict) return EXIT.gap;
      for (const row of event.rows.toReversed()) write(row);
    } else if (event.type === 'rows') {
      for (const row of event.rows.slice(0, left)) write(row);
      left -= event.rows.length;
      if (left <= 0) return EXIT.ok;
    } else if (event.type === 'skipped') {
      terminal.note(`${event.count} rows were left out: the plan's rate was exceeded`);
    } else if ((event.recovered ?? 0) > 0) {
      terminal.note(`caught up: ${event.recovered ?? 0} rows recovered, none lost`);
    }
  }
  return EXIT.ok;
}

/** `snapshot`: the newest rows, newest first. */
export async function snapshot(client: TapewireClient, args: Arguments, terminal: Terminal): Promise<number> {
  const columns = columnsOf(args);
  const page = await client.page({ filter: args.subject, limit: Math.max(1, args.limit), ...(columns === undefined ? {} : { columns: [...columns] }) });
  const shown = shownColumns(args, page.columns);
  const places = shown.map((name) => page.columns.indexOf(name));
  const writer = rowWriter(args.format, shown, args.colour);
  for (const line of writer.header()) terminal.out(line);
  for (const row of page.rows) terminal.out(writer.line(places.map((place) => row[place] ?? null)));
  return EXIT.ok;
}

const ALERT_COLUMNS = ['ts', 'severity', 'rule', 'contract', 'side', 'size', 'premium', 'id'];
const alertRow = ({ ts, severity, rule, trade, id }: Alert): (string | number | null)[] => [ts, severity, rule, trade.contract, trade.side, trade.size, trade.premium ?? null, id];

/** `alerts`: what there was, then what comes. */
export async function alerts(client: TapewireClient, args: Arguments, terminal: Terminal): Promise<number> {
  const writer = rowWriter(args.format, ALERT_COLUMNS, args.colour);
  for (const line of writer.header()) terminal.out(line);
  const write = (some: readonly Alert[]): void => { for (const alert of some) terminal.out(args.format === 'json' ? JSON.stringify(alert) : writer.line(alertRow(alert))); };
  const recent = await client.alerts({ limit: Math.max(1, args.limit) });
  write(recent.alerts.toReversed());
  if (args.once) return EXIT.ok;
  const seen = new Set(recent.alerts.map(({ id }) => id));
  client.watchAlerts((some) => { write(some.filter(({ id }) => !seen.has(id))); });
  await untilStopped(terminal);
  return EXIT.ok;
}

/** `flow`: the last minutes, then each minute as it changes. */
export async function flow(client: TapewireClient, args: Arguments, terminal: Terminal): Promise<number> {
  const request = { minutes: Math.max(1, args.limit), ...(args.subject === '' ? {} : { underlying: args.subject.toUpperCase() }) };
  const table = await client.flow(request);
  const writer = rowWriter(args.format, table.columns, args.colour);
  for (const line of writer.header()) terminal.out(line);
  for (const row of table.rows) terminal.out(writer.line(row));
  if (args.once) return EXIT.ok;
  client.watchFlow(request, ({ rows, whole }) => { if (!whole) for (const row of rows) terminal.out(writer.line(row)); });
  await untilStopped(terminal);
  return EXIT.ok;
}

const untilStopped = ({ stopped }: Terminal): Promise<void> =>
  new Promise((resolve) => {
    if (stopped.aborted) resolve();
    stopped.addEventListener('abort', () => { resolve(); });
  });

/** Exit code and line of a failure. */
export function explain(failure: unknown): { readonly code: number; readonly text: string } {
  const error = wireErrorOf(failure);
  const at = error.at === undefined ? '' : ` (at ${error.at})`;
  return { code: exitCodeOf(error), text: `${error.code}: ${error.message}${at}` };
}
