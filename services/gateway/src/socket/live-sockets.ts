import type { Alert, Row, WireCode } from '@tapewire/contracts';
import { FLOW_COLUMNS, isFor, type Portion, type Room } from '@tapewire/delivery';
import type { Metrics } from '@tapewire/telemetry';
import type { FeedGap } from '../tape/boards.ts';
import { writtenBytes } from './buffered.ts';
import { eventFrame } from './event-frame.ts';
import { gapNotice } from './gap-notice.ts';
import { FrameWriter } from './frame-writer.ts';
import { OwedHeads } from './owed-heads.ts';
import { closeSocket } from './close.ts';
import { flowRoom, keyRoom, laneRoom } from './rooms.ts';
import type { TapeNamespace, TapeSocket } from './socket-types.ts';

/** The sockets of this pod, once socket.io has begun. */
export class LiveSockets {
  readonly #metrics: Metrics;
  readonly #frames = new FrameWriter();
  readonly #owedHeads = new OwedHeads(this.#frames);
  #namespace: TapeNamespace | undefined;
  /** Rows handed to sockets since the last flush. */
  #rowsOut = 0;
  /** Bytes that went to sockets that have ended. */
  #bytesGone = 0;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
    metrics.observe('tapewire_gateway_connections', () =>
      [...this.#byPlan()].map(([plan, value]) => ({ value, labels: { plan } })));
    metrics.observe('tapewire_gateway_subscriptions', () => [
      { value: this.all().reduce((sum, { data }) => sum + data.session.subscriptions.size, 0), labels: { kind: 'subscriptions' } },
      { value: new Set(this.all().flatMap(({ data }) => [...data.session.subscriptions.keys()])).size, labels: { kind: 'rooms' } },
    ]);
  }

  attach(namespace: TapeNamespace): void {
    this.#namespace = namespace;
  }

  get size(): number {
    return this.#namespace?.sockets.size ?? 0;
  }

  /** Bytes written to all clients since the start. */
  get bytesOut(): number {
    return this.all().reduce((sum, socket) => sum + writtenBytes(socket), this.#bytesGone);
  }

  all(): TapeSocket[] {
    return [...(this.#namespace?.sockets.values() ?? [])];
  }

  /** A random share (0 to 1) of the sockets; at least one, when there is any. */
  sample(share: number): TapeSocket[] {
    const all = this.all();
    const first = Math.floor(Math.random() * all.length);
    return [...all.slice(first), ...all.slice(0, first)].slice(0, Math.ceil(all.length * share));
  }

  /** Sockets of this pod in a room. */
  in(room: string): TapeSocket[] {
    const found: TapeSocket[] = [];
    for (const id of this.#namespace?.adapter.rooms.get(room) ?? []) {
      const socket = this.#namespace?.sockets.get(id);
      if (socket) found.push(socket);
    }
    return found;
  }

  /** One packet, encoded once, to every socket of a room; it leaves with `flushed`. */
  send({ id }: Room, { rows, skipped }: Portion<string>): void {
    const sockets = this.in(keyRoom(id));
    const frame = eventFrame('trades', `{"key":"${id}","rows":[${rows.join(',')}]${skipped > 0 ? `,"skipped":${skipped}` : ''}}`);
    for (const socket of sockets) this.#frames.add(socket, frame);
    this.#rowsOut += rows.length * sockets.length;
    if (skipped > 0) this.#metrics.add('tapewire_gateway_skipped_rows_total', skipped);
  }

  /** Writes what was sent, one write for each socket. */
  flushed(): void {
    this.#frames.write();
    if (this.#rowsOut > 0) this.#metrics.add('tapewire_gateway_rows_out_total', this.#rowsOut, { event: 'trades' });
    this.#rowsOut = 0;
  }

  /** All sockets of a lane have everything up to the bookmark; they are told within a second. */
  heads(lane: string, bookmark: string): void {
    this.#owedHeads.owe(this.in(lane), eventFrame('heads', JSON.stringify({ bookmark })));
  }

  /** Tells a socket now what heads it has not been told yet. */
  tellOwedHeads(socket: TapeSocket): void {
    this.#owedHeads.tell(socket);
  }

  stop(): void {
    this.#owedHeads.stop();
  }

  /** Alerts to the sockets of a lane; those that name desks or plans to theirs only. */
  alerts(delay: number, alerts: readonly Alert[]): void {
    const lane = laneRoom(delay);
    for (const alert of alerts) {
      if (alert.desks === undefined && alert.plans === undefined) this.#namespace?.local.to(lane).emit('alert', alert);
      else for (const socket of this.in(lane)) if (isFor(alert, socket.data.session.reader)) socket.emit('alert', alert);
    }
  }

  /** Minutes of flow that have changed, to those who follow the underlying. */
  flow(delay: number, underlying: string, rows: readonly Row[]): void {
    const room = flowRoom(delay, underlying);
    if (this.#namespace?.adapter.rooms.has(room) === true) this.#namespace.local.to(room).emit('flow', { columns: FLOW_COLUMNS, rows });
  }

  /** Tells the sockets of a lane that trades may be missing, or no longer are. */
  gap(delay: number, gap: FeedGap): void {
    this.#namespace?.local.to(laneRoom(delay)).emit('notice', gapNotice(gap));
  }

  closeAll(code: WireCode, message: string): void {
    for (const socket of this.all()) closeSocket(socket, code, message);
  }

  /** A socket has ended: its bytes stay counted. */
  ended(socket: TapeSocket): void {
    this.#bytesGone += writtenBytes(socket);
  }

  #byPlan(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { data } of this.all()) counts.set(data.session.plan.name, (counts.get(data.session.plan.name) ?? 0) + 1);
    return counts;
  }
}
