import { describe, expect, it } from '@jest/globals';
import { parseTradeId, type Row } from '@tapewire/contracts';
import fc from 'fast-check';
import { ModelGateway, type Sent } from '../../test/model-gateway.ts';
import type { Command } from './commands.ts';
import { TapeSession } from './tape-session.ts';

const PARTITIONS = 3;

/** What a user of the SDK holds: the last snapshot, then rows. */
class Reader {
  snapshot: string[] = [];
  rows: string[] = [];
  gaps = 0;

  tell(event: Extract<Command, { do: 'tell' }>['event']): void {
    if (event.type === 'snapshot') {
      this.snapshot = event.rows.map((row) => String(row[0]));
      this.rows = [];
      if (event.gap) this.gaps += 1;
    } else if (event.type === 'rows') {
      this.rows.push(...event.rows.map((row: Row) => String(row[0])));
    }
  }

  of(p: number): { snapshot: number[]; rows: number[] } {
    const offsets = (ids: string[]) => ids.map((id) => parseTradeId(id)!).filter((at) => at.p === p).map((at) => at.off);
    return { snapshot: offsets(this.snapshot).sort((a, b) => a - b), rows: offsets(this.rows) };
  }
}

class World {
  readonly gateway = new ModelGateway(PARTITIONS);
  readonly session = new TapeSession();
  readonly readers = new Map<number, { key: string; reader: Reader }>();
  #online = false;

  run(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.do === 'subscribe') this.gateway.subscribe(command.ask, command.payload);
      else if (command.do === 'unsubscribe') this.gateway.unsubscribe(command.key);
      else if (command.do === 'tell') this.readers.get(command.subscription)?.reader.tell(command.event);
    }
  }

  add(key: string, snapshot: number): void {
    const { id, commands } = this.session.add({ filter: key, snapshot });
    this.readers.set(id, { key, reader: new Reader() });
    this.run(commands);
  }

  remove(which: number): void {
    const id = [...this.readers.keys()][which % Math.max(1, this.readers.size)];
    if (id === undefined) return;
    this.run(this.session.remove(id));
    this.readers.delete(id);
  }

  goOnline(online: boolean): void {
    if (online === this.#online) return;
    this.#online = online;
    if (online) {
      this.run(this.session.connected());
      return;
    }
    this.gateway.drop();
    this.run(this.session.disconnected());
  }

  read(): boolean {
    const sent: Sent | undefined = this.gateway.next();
    if (sent === undefined) return false;
    if (sent.what === 'ack') this.run(this.session.acknowledged(sent.ask, sent.ack));
    else if (sent.what === 'trades') this.run(this.session.trades(sent));
    else if (sent.what === 'lagged') this.run(this.session.lagged(sent));
    else this.session.heads(sent);
    return true;
  }

  pause(which: number): void {
    const id = [...this.readers.keys()][which % Math.max(1, this.readers.size)];
    if (id !== undefined) this.run(this.session.pause(id));
  }

  settle(): void {
    this.goOnline(true);
    do {
      for (const id of this.readers.keys()) this.run(this.session.retry(id));
      this.gateway.answer(0);
      this.gateway.flush();
      while (this.read());
    } while (!this.gateway.idle);
  }
}

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('print' as const), p: fc.nat(PARTITIONS - 1), n: fc.nat(2) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('read' as const), n: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('answer', 'flush', 'heads'), n: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const), key: fc.constantFrom('1', '2', '3'), n: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('lag', 'connect', 'disconnect', 'remove', 'pause', 'retry'), n: fc.nat(5) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function play(world: World, it: Step): void {
  switch (it.do) {
    case 'print': world.gateway.print('p' in it ? it.p : 0, it.n); break;
    case 'read': world.read(); break;
    case 'answer': world.gateway.answer(it.n); break;
    case 'flush': world.gateway.flush(); break;
    case 'heads': world.gateway.heads(); break;
    case 'lag': world.gateway.lag(); break;
    case 'add': world.add('key' in it ? it.key : '1', it.n); break;
    case 'remove': world.remove(it.n); break;
    case 'pause': world.pause(it.n); break;
    case 'retry': for (const id of world.readers.keys()) world.run(world.session.retry(id)); break;
    case 'connect': world.goOnline(true); break;
    case 'disconnect': world.goOnline(false); break;
  }
}

describe('a tape session against a model gateway', () => {
  it('hands out every matching row after its snapshot once and in order, whatever happens in between', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const world = new World();
        for (const one of steps) play(world, one);
        world.settle();
        for (const { key, reader } of world.readers.values()) {
          expect(reader.gaps).toBe(0);
          for (let p = 0; p < PARTITIONS; p++) {
            const { snapshot, rows } = reader.of(p);
            const all = world.gateway.matching(key, p);
            const held = [...snapshot, ...rows];
            // The snapshot's rows are the last ones before the live rows: together an unbroken end of the partition.
            expect(held).toEqual(all.slice(all.length - held.length));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('misses nothing between an empty snapshot and the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const world = new World();
        world.goOnline(true);
        world.add('1', 0);
        world.gateway.answer(0);
        world.read();
        for (const one of steps.filter((s) => s.do !== 'remove')) play(world, one);
        world.settle();
        const first = [...world.readers.values()][0]!.reader;
        for (let p = 0; p < PARTITIONS; p++) expect(first.of(p).rows).toEqual(world.gateway.matching('1', p));
      }),
      { numRuns: 1000 },
    );
  });

  it('starts over and says so when the gap can’t be filled', () => {
    const world = new World();
    world.goOnline(true);
    world.add('1', 10);
    world.gateway.print(0, 0);
    world.settle();
    world.goOnline(false);
    world.gateway.epoch = 2;
    world.gateway.log[0] = [];
    world.gateway.print(0, 0);
    world.settle();
    const { reader } = [...world.readers.values()][0]!;
    expect({ gaps: reader.gaps, snapshot: reader.snapshot, rows: reader.rows }).toEqual({ gaps: 1, snapshot: ['0-0'], rows: [] });
  });
});

describe('a tape session', () => {
  const ack = (key: string, bookmark: string, rows: readonly Row[] = [], more = false, resumed = false) =>
    ({ key, filter: key, columns: ['id'], rows, bookmark, resumed, more });
  const subscribes = (commands: readonly Command[]) => commands.filter((c) => c.do === 'subscribe');

  it('does not move a bookmark by heads that came before the ack', () => {
    const session = new TapeSession();
    session.connected();
    const { id } = session.add({ filter: '' });
    session.heads({ bookmark: 'too new' });
    session.acknowledged(1, ack('k', 'from ack'));
    expect(session.get(id)?.bookmark).toBe('from ack');
  });

  it('does not move a bookmark by heads after rows were left out', () => {
    const session = new TapeSession();
    session.connected();
    const { id } = session.add({ filter: '' });
    session.acknowledged(1, ack('k', 'first'));
    const asked = subscribes(session.lagged({ key: 'k' }));
    session.heads({ bookmark: 'beyond the hole' });
    expect(asked).toEqual([{ do: 'subscribe', ask: 2, payload: { filter: '', after: 'first' } }]);
    expect(session.get(id)?.bookmark).toBe('first');
  });

  it('ends a shared key only with its last subscription, as often as it was acknowledged', () => {
    const session = new TapeSession();
    session.connected();
    const one = session.add({ filter: 'a' }).id;
    const two = session.add({ filter: ' a' }).id;
    session.acknowledged(1, ack('k', 'b'));
    session.acknowledged(2, ack('k', 'b'));
    const unsubscribes = (commands: readonly Command[]) => commands.filter((c) => c.do === 'unsubscribe').length;
    expect(unsubscribes(session.remove(one))).toBe(0);
    expect(unsubscribes(session.remove(two))).toBe(2);
  });

  it('fails a subscription whose filter is refused and retries one that came at a bad moment', () => {
    const session = new TapeSession();
    session.connected();
    session.add({ filter: 'nonsense' });
    const busy = session.add({ filter: '' }).id;
    const error = { code: 'badFilter', message: 'no', at: 0 } as const;
    expect(session.refused(1, error)).toEqual([{ do: 'tell', subscription: 1, event: { type: 'status', state: 'failed', error } }]);
    expect(session.refused(2, { code: 'unavailable', message: 'later', retryAfter: 5 }).at(-1)).toMatchObject({ do: 'retryLater', subscription: busy });
    expect(subscribes(session.retry(busy))).toHaveLength(1);
  });
});
