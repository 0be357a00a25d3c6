import { expect, it } from '@jest/globals';
import { type ConnectionEvents, genericLive, LiveFeed, type SourceRecord, tradierLive, type VendorProtocol } from '@tapewire/feeds';

/** A feed on a connection and a clock of the test's own. */
function quiet(protocol: VendorProtocol): { events: () => ConnectionEvents; connections: () => number; pass: (ms: number) => void; records: SourceRecord[] } {
  const opened: ConnectionEvents[] = [];
  const records: SourceRecord[] = [];
  let now = 1_795_444_200_000;
  let tick = (): void => undefined;
  new LiveFeed({
    protocol, line: 'quiet', quotes: 'none', now: () => now,
    transport: (events) => {
      opened.push(events);
      return { send: () => undefined, close: () => undefined };
    },
    every: (_ms, run) => {
      tick = run;
      return () => undefined;
    },
    onRecords: (some) => { records.push(...some); },
    onReject: () => undefined,
  });
  const pass = (ms: number): void => {
    now += ms;
    tick();
  };
  return { events: () => opened.at(-1)!, connections: () => opened.length, pass, records };
}

it('an answered ping keeps the connection of a vendor that says nothing at night, without a gap', () => {
  const feed = quiet(tradierLive({ contracts: [], quotes: false }));
  feed.events().onOpen();
  feed.events().onFrame('{"type":"session","sessionid":"1"}');
  for (let i = 0; i < 100; i++) {
    feed.pass(8000);
    feed.events().onAlive?.();
  }
  expect([feed.connections(), feed.records]).toEqual([1, []]);
});

it('an answered ping is not enough of a vendor that has heartbeats', () => {
  const feed = quiet(genericLive({ name: 'firm', lacks: [], delay: 0 }));
  feed.events().onOpen();
  for (let i = 0; i < 10; i++) {
    feed.pass(8000);
    feed.events().onAlive?.();
  }
  expect(feed.connections()).toBeGreaterThan(1);
});

it('a delayed feed tells its gaps by its own time', () => {
  const feed = quiet({ ...tradierLive({ contracts: [], quotes: false }), info: { name: 'late', source: 'tradier', delay: 900_000, lacks: [] } });
  const open = (): void => {
    feed.events().onOpen();
    feed.events().onFrame('{"type":"session","sessionid":"1"}');
  };
  open();
  feed.pass(5000);
  feed.events().onFrame('{"type":"heartbeat"}');
  feed.events().onClose('gone');
  feed.pass(20_000);
  open();
  const [gap] = feed.records.map(({ value }) => JSON.parse(value) as { from: number; to: number });
  expect(gap).toMatchObject({ from: 1_795_444_200_000 + 5000 - 1000 - 900_000, to: 1_795_444_200_000 + 25_000 - 900_000 });
});
