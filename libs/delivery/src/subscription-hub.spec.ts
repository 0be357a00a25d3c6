import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFilter } from '@tapewire/filter';
import { BatchWindow } from './batch-window.ts';
import { ColumnSet } from './column-set.ts';
import type { Room, RoomSpec } from './room.ts';
import { SubscriptionHub } from './subscription-hub.ts';
import { wireRow } from './testing.ts';

const spec = (filter: string, more: Partial<RoomSpec> = {}): RoomSpec => {
  const parsed = parseFilter(filter);
  const columns = ColumnSet.of(['id', 'size']);
  if (!parsed.ok || !(columns instanceof ColumnSet)) throw new Error(`bad spec ${filter}`);
  return { filter: parsed.filter, columns, overflow: 'conflate', ...more };
};

/** Offset of a row that came as JSON text. */
const offsetOf = (text: string): number => Number(/^\["0-(\d+)"/.exec(text)?.[1]);

class Sent {
  readonly packets: { key: string; offs: number[]; skipped: number; lagged: boolean }[] = [];
  readonly hub: SubscriptionHub;
  #ids = 0;

  constructor(onLag?: (room: Room) => void) {
    const window = new BatchWindow({ min: 10, max: 100, calmShare: 0.1, busyShare: 0.5 }, 0);
    this.hub = new SubscriptionHub(window, (room, { rows, skipped, lagged }) => {
      this.packets.push({ key: room.id, offs: rows.map(offsetOf), skipped, lagged });
      if (lagged) onLag?.(room);
    }, () => `r${++this.#ids}`);
  }

  offer(off: number, size = 1): void {
    this.hub.offer(wireRow(0, off, off + 1, { size }));
  }

  take(): { key: string; offs: number[]; skipped: number; lagged: boolean }[] {
    return this.packets.splice(0);
  }
}

describe('SubscriptionHub', () => {
  test('rows of busy rooms leave together when the window is over, none alone', () => {
    const sent = new Sent();
    const large = sent.hub.join(spec('size>=10'), 0);
    const all = sent.hub.join(spec(''), 0);
    sent.offer(1, 10);
    sent.hub.pump(0);
    sent.offer(2, 10);
    sent.hub.pump(20);
    sent.take();
    sent.offer(3);
    expect(sent.hub.pump(23)).toBe(30);
    sent.offer(4, 10);
    expect(sent.hub.pump(27)).toBe(30);
    expect(sent.take()).toEqual([]);
    expect(sent.hub.pump(30)).toBeUndefined();
    expect(sent.take()).toMatchObject([{ key: all.id, offs: [3, 4] }, { key: large.id, offs: [4] }]);
  });

  test('the row that ends a room’s quiet time leaves at once, whatever waits in others', () => {
    const sent = new Sent();
    const all = sent.hub.join(spec(''), 0);
    const large = sent.hub.join(spec('size>=10'), 0);
    let off = 0;
    for (let now = 0; now < 1000; now += 5) {
      sent.offer(++off);
      sent.hub.pump(now);
    }
    sent.take();
    sent.offer(++off, 10);
    expect(sent.hub.pump(997)).toBe(1005);
    expect(sent.take()).toEqual([{ key: large.id, offs: [off], skipped: 0, lagged: false }]);
    sent.offer(++off, 10);
    sent.hub.pump(1005);
    expect(sent.take()).toMatchObject([{ key: all.id, offs: [off - 1, off] }, { key: large.id, offs: [off] }]);
  });

  test('whenever rows come and whoever joins, each room gets its rows once and in order, none later than the window', () => {
    const step = fc.record({ wait: fc.nat(30), size: fc.integer({ min: 1, max: 3 }), joins: fc.boolean() });
    fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const sent = new Sent();
      const rooms = [1, 2, 3].map((size) => ({ size, room: sent.hub.join(spec(`size>=${size}`), 0), offered: [] as number[], got: [] as number[] }));
      const cameAt = [0];
      let due: number | undefined;
      const pump = (now: number): void => {
        due = sent.hub.pump(now);
        for (const { key, offs } of sent.take()) {
          rooms.find(({ room }) => room.id === key)!.got.push(...offs);
          for (const off of offs) expect(now - cameAt[off]!).toBeLessThanOrEqual(10);
        }
      };
      let now = 0;
      for (const { wait, size, joins } of steps) {
        for (now += wait; due !== undefined && due <= now;) pump(due);
        const off = cameAt.push(now) - 1;
        for (const room of rooms) if (size >= room.size) room.offered.push(off);
        sent.offer(off, size);
        if (joins) sent.hub.join(spec(`size>=${size}`), now);
        pump(now);
      }
      while (due !== undefined) pump(due);
      for (const { offered, got } of rooms) expect(got).toEqual(offered);
    }));
  });

  test('rows go to the rooms whose filter matches, once per room', () => {
    const sent = new Sent();
    const large = sent.hub.join(spec('size>=10'), 0);
    const all = sent.hub.join(spec(''), 0);
    expect(sent.hub.join(spec('size>=10'), 0)).toBe(large);
    sent.offer(1, 5);
    sent.offer(2, 10);
    sent.hub.pump(0);
    expect(sent.take()).toEqual(expect.arrayContaining([
      { key: large.id, offs: [2], skipped: 0, lagged: false }, { key: all.id, offs: [1, 2], skipped: 0, lagged: false },
    ]));
  });

  test('joining sends first what waits, so that the new member has no row twice', () => {
    const sent = new Sent();
    sent.hub.join(spec(''), 0);
    sent.offer(1);
    sent.hub.pump(0);
    sent.offer(2);
    sent.take();
    sent.hub.join(spec(''), 5);
    expect(sent.take()).toMatchObject([{ offs: [2] }]);
    sent.hub.pump(100);
    expect(sent.take()).toEqual([]);
  });

  test('a room ends with its last member and its rows are matched no more', () => {
    const sent = new Sent();
    const room = sent.hub.join(spec(''), 0);
    sent.hub.join(spec(''), 0);
    sent.hub.leave(room);
    sent.offer(1);
    sent.hub.pump(0);
    expect(sent.take()).toHaveLength(1);
    sent.offer(2);
    sent.hub.leave(room);
    sent.offer(3);
    sent.hub.pump(100);
    expect(sent.take()).toEqual([]);
    expect(sent.hub.size).toBe(0);
  });

  test('above its rate a room gets the newest rows and the count of the others, and all adds up', () => {
    const sent = new Sent();
    sent.hub.join(spec('', { rowsPerSecond: 10 }), 0);
    let off = 0;
    for (let now = 0; now < 5000; now += 20) {
      for (let i = 0; i < 3; i++) sent.offer(++off);
      sent.hub.pump(now);
    }
    sent.hub.flushAll(5000);
    const packets = sent.take();
    const got = packets.flatMap(({ offs }) => offs);
    expect(got.length + packets.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(off);
    expect(got).toEqual([...got].sort((a, b) => a - b));
    expect(got.length).toBeLessThanOrEqual(10 + 50 + 1);
  });

  test('with overflow lag the room is told instead, and whoever leaves then can join anew', () => {
    const sent: Sent = new Sent((room) => { sent.hub.leave(room); });
    const lagging = spec('', { rowsPerSecond: 2, overflow: 'lag' });
    sent.hub.join(lagging, 0);
    for (let off = 1; off <= 5; off++) sent.offer(off);
    const room = sent.hub.join(lagging, 0);
    expect(sent.take()).toEqual([{ key: 'r1', offs: [], skipped: 0, lagged: true }]);
    expect(room.members).toBe(1);
    sent.offer(6);
    sent.hub.pump(2000);
    expect(sent.take()).toMatchObject([{ offs: [6], lagged: false }]);
  });

  test('columns are projected in the order asked for, id first', () => {
    const columns = ColumnSet.of(['price', 'id', 'size', 'price']);
    expect(columns instanceof ColumnSet && columns.names).toEqual(['id', 'price', 'size']);
    expect(columns instanceof ColumnSet && columns.project(wireRow(2, 7, 1, { price: 1.5, size: 3 }))).toEqual(['2-7', 1.5, 3]);
    expect(columns instanceof ColumnSet && columns.text(wireRow(2, 8, 1, { price: null, size: 4 }))).toBe('["2-8",null,4]');
    expect(ColumnSet.of(['id', 'colour'])).toEqual({ unknown: 'colour', at: 1 });
  });
});
