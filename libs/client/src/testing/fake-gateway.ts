import { createServer, type Server as HttpServer } from 'node:http';
import {
  type Ack, type Alert, type ClientEvents, columnIndex, DEFAULT_COLUMNS, NAMESPACE, type RequestOf, type Row, type ServerEvents, TRADE_COLUMNS, type Welcome,
  type WireError,
} from '@tapewire/contracts';
import { Server, type Socket } from 'socket.io';

type Filter = RequestOf<'subscribe'>['filter'];
type GatewaySocket = Socket<ClientEvents, ServerEvents>;

export interface FakeGatewayOptions {
  /** 0 or absent: a free port. */
  readonly port?: number;
  /** What a filter means; without it every row matches. Throwing a `WireError` refuses the filter. */
  readonly matcher?: (filter: Filter) => (row: Row) => boolean;
  /** Checks a token; returning an error refuses the handshake. */
  readonly admit?: (token: string) => WireError | undefined | Promise<WireError | undefined>;
  /** Rows of one catch-up answer. */
  readonly chunk?: number;
  readonly welcome?: Partial<Welcome>;
  /** Rows that are kept; older ones are forgotten, and what ended there can't be resumed. Default: all. */
  readonly keep?: number;
}

interface Room {
  readonly filter: string;
  readonly columns: readonly string[];
  readonly matches: (row: Row) => boolean;
  lagging: boolean;
}

const project = (row: Row, columns: readonly string[]): Row => columns.map((name) => row[columnIndex(name) ?? -1] ?? null);
const rankOfRow = (row: Row): number => Number(row[columnIndex('rank') ?? -1] ?? 0);

/**
 * A gateway in memory that speaks the protocol over a real socket.io server: for tests of programs that use the SDK.
 * It is not fast, delays nothing and checks little.
 */
export class FakeGateway {
  readonly #options: FakeGatewayOptions;
  readonly #http: HttpServer = createServer();
  readonly #io: Server<ClientEvents, ServerEvents>;
  readonly #rooms = new Map<GatewaySocket, Map<string, Room>>();
  /** Rows printed so far that are kept, full wire rows, in the order of printing. */
  readonly rows: Row[] = [];
  #forgotten = 0;
  readonly alerts: Alert[] = [];
  flowTable: { columns: readonly string[]; rows: readonly Row[] } = { columns: [], rows: [] };
  topTable: { columns: readonly string[]; rows: readonly Row[] } = { columns: [], rows: [] };
  /** Bookmarks of another epoch can't be resumed. */
  epoch = 1;
  /** Pages say that older rows are the notable ones only; `undefined`: all are complete. */
  completeSince: number | undefined;
  url = '';
  /** How many tokens were renewed on a live socket. */
  renewals = 0;

  private constructor(options: FakeGatewayOptions) {
    this.#options = options;
    this.#io = new Server(this.#http, { transports: ['websocket'], cors: { origin: true } });
    const space = this.#io.of(NAMESPACE);
    space.use((socket, next) => {
      void Promise.resolve(options.admit?.(String(socket.handshake.auth['token'] ?? ''))).then((error) => {
        next(error === undefined ? undefined : Object.assign(new Error(error.message), { data: error }));
      });
    });
    space.on('connection', (socket) => { this.#connected(socket); });
  }

  static async start(options: FakeGatewayOptions = {}): Promise<FakeGateway> {
    const gateway = new FakeGateway(options);
    await gateway.#listen(options.port ?? 0);
    return gateway;
  }

  get sockets(): number {
    return this.#rooms.size;
  }

  /** Prints rows on the tape: live to those who subscribed, unless they lag. */
  print(...rows: readonly Row[]): void {
    this.rows.push(...rows);
    const keep = this.#options.keep ?? Infinity;
    // In slices: forgetting one at a time would move all of them with every row.
    if (this.rows.length > keep * 1.1) this.#forgotten += this.rows.splice(0, this.rows.length - keep).length;
    for (const [socket, rooms] of this.#rooms) {
      for (const [key, room] of rooms) {
        const matching = room.lagging ? [] : rows.filter(room.matches);
        if (matching.length > 0) socket.emit('trades', { key, rows: matching.map((row) => project(row, room.columns)) });
      }
    }
  }

  /** Everything up to here was delivered. */
  heads(): void {
    for (const [socket, rooms] of this.#rooms) {
      if (![...rooms.values()].some((room) => room.lagging)) socket.emit('heads', { bookmark: this.#bookmark(this.rows.length) });
    }
  }

  /** From here on rows are dropped until a client subscribes anew. */
  lag(): void {
    for (const [socket, rooms] of this.#rooms) {
      for (const [key, room] of rooms) {
        room.lagging = true;
        socket.emit('lagged', { key });
      }
    }
  }

  skip(count: number): void {
    for (const [socket, rooms] of this.#rooms) for (const key of rooms.keys()) socket.emit('trades', { key, rows: [], skipped: count });
  }

  alert(alert: Alert): void {
    this.alerts.push(alert);
    for (const socket of this.#rooms.keys()) socket.emit('alert', alert);
  }

  notice(notice: { level: 'info' | 'warning' | 'error'; code: string; message: string }): void {
    for (const socket of this.#rooms.keys()) socket.emit('notice', notice);
  }

  /** Cuts every connection, as a killed gateway does. */
  cut(): void {
    for (const socket of [...this.#rooms.keys()]) socket.conn.close();
  }

  async stop(): Promise<void> {
    await this.#io.close();
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve) => {
      this.#http.listen(port, '127.0.0.1', () => {
        const address = this.#http.address();
        this.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
        resolve();
      });
    });
  }

  #connected(socket: GatewaySocket): void {
    this.#rooms.set(socket, new Map());
    socket.on('disconnect', () => this.#rooms.delete(socket));
    socket.on('subscribe', (payload, ack) => { ack(this.#subscribe(payload, socket)); });
    socket.on('unsubscribe', ({ key }, ack) => { this.#rooms.get(socket)?.delete(key); ack({ ok: true }); });
    socket.on('page', (payload, ack) => { ack(this.#page(payload)); });
    socket.on('order', (payload, ack) => { ack(this.#order(payload)); });
    socket.on('alerts', ({ limit = 100 }, ack) => { ack({ ok: true, alerts: this.alerts.slice(-limit).reverse(), more: false }); });
    socket.on('flow', (_, ack) => { ack({ ok: true, ...this.flowTable }); });
    socket.on('top', (_, ack) => { ack({ ok: true, ...this.topTable }); });
    socket.on('symbols', ({ prefix }, ack) => { ack({ ok: true, symbols: this.#symbols(prefix) }); });
    socket.on('renew', (_, ack) => { this.renewals += 1; ack({ ok: true, plan: 'realtime' }); });
    socket.on('time', (_, ack) => { ack({ ok: true, now: Date.now() }); });
    socket.emit('welcome', this.#welcome());
  }

  #subscribe(payload: RequestOf<'subscribe'>, socket: GatewaySocket): Ack<'subscribe'> {
    const columns: string[] = ['id', ...(payload.columns ?? DEFAULT_COLUMNS).filter((name) => name !== 'id')];
    const unknown = columns.find((name) => columnIndex(name) === undefined);
    if (unknown !== undefined) return { ok: false, error: { code: 'unknownColumn', message: `there is no column ${unknown}`, at: 'columns' } };
    const room = this.#room(payload.filter, columns);
    if ('error' in room) return { ok: false, error: room.error };
    const key = `${room.filter}|${columns.join()}`;
    const from = this.#placeOf(payload.after);
    const all = this.rows.length;
    if (from === undefined) {
      this.#rooms.get(socket)?.set(key, room);
      const page = this.#newest(room, all, payload.snapshot ?? 100);
      return { ok: true, key, filter: room.filter, columns, bookmark: this.#bookmark(all), resumed: false, ...page, more: false };
    }
    const to = Math.min(all, from + (this.#options.chunk ?? 1000));
    if (to === all) this.#rooms.get(socket)?.set(key, room);
    const rows = this.rows.slice(from, to).filter(room.matches).map((row) => project(row, columns));
    return { ok: true, key, filter: room.filter, columns, rows, bookmark: this.#bookmark(to), resumed: true, more: to < all };
  }

  #page({ filter, columns: asked = [...DEFAULT_COLUMNS], before, limit = 100 }: RequestOf<'page'>): Ack<'page'> {
    const columns: string[] = ['id', ...asked.filter((name) => name !== 'id')];
    const room = this.#room(filter, columns);
    if ('error' in room) return { ok: false, error: room.error };
    const ts = columnIndex('ts') ?? -1;
    const older = typeof before === 'number' ? (row: Row) => Number(row[ts]) < before : (row: Row) => rankOfRow(row) < Number(before ?? Infinity);
    const sorted = this.rows.filter((row) => room.matches(row) && older(row)).sort((a, b) => rankOfRow(b) - rankOfRow(a));
    const rows = sorted.slice(0, limit);
    const last = rows.at(-1);
    return { ok: true, columns, rows: rows.map((row) => project(row, columns)), more: sorted.length > limit, ...(last === undefined ? {} : { cursor: String(rankOfRow(last)) }), ...(this.completeSince === undefined ? {} : { since: this.completeSince }) };
  }

  #order({ id, columns = [...DEFAULT_COLUMNS] }: RequestOf<'order'>): Ack<'order'> {
    const at = columnIndex('order.id') ?? -1;
    return { ok: true, columns, rows: this.rows.filter((row) => row[at] === id).map((row) => project(row, columns)) };
  }

  #newest(room: Room, until: number, limit: number): { rows: Row[]; cursor?: string } {
    const rows = this.rows.slice(0, until).filter(room.matches).sort((a, b) => rankOfRow(b) - rankOfRow(a)).slice(0, limit);
    const last = rows.at(-1);
    return { rows: rows.map((row) => project(row, room.columns)), ...(last === undefined ? {} : { cursor: String(rankOfRow(last)) }) };
  }

  #room(filter: Filter, columns: readonly string[]): Room | { error: WireError } {
    try {
      return { filter: typeof filter === 'string' ? filter : JSON.stringify(filter), columns, matches: this.#options.matcher?.(filter) ?? (() => true), lagging: false };
    } catch (failure) {
      return { error: { code: 'badFilter', message: failure instanceof Error ? failure.message : 'the filter has an error', at: 0 } };
    }
  }

  #bookmark(place: number): string {
    return `${this.epoch}:${this.#forgotten + place}`;
  }

  #placeOf(bookmark: string | undefined): number | undefined {
    const [epoch, place] = (bookmark ?? '').split(':');
    const index = Number(place) - this.#forgotten;
    return place !== undefined && Number(epoch) === this.epoch && index >= 0 ? index : undefined;
  }

  #symbols(prefix: string): string[] {
    const at = columnIndex('underlying') ?? -1;
    return [...new Set(this.rows.map((row) => String(row[at])))].filter((symbol) => symbol.startsWith(prefix.toUpperCase())).sort();
  }

  #welcome(): Welcome {
    return {
      protocol: 1, version: 'fake', plan: { name: 'realtime', delay: 0, rowsPerSecond: 10_000, subscriptions: 20 }, user: 'tester', epoch: this.epoch,
      columns: DEFAULT_COLUMNS, allColumns: TRADE_COLUMNS.map((column) => column.name), features: ['page', 'order', 'alerts', 'flow', 'top', 'symbols'],
      feeds: [{ name: 'fake', source: 'generic', delay: 0, lacks: [] }], ...this.#options.welcome,
    };
  }
}
