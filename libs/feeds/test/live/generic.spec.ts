import { describe, expect, it } from '@jest/globals';
import { CODECS, FeedCheck, genericLive, LiveFeed, type SourceRecord, tcpLinesTransport, webSocketTransport } from '@tapewire/feeds';
import { genericTcpVendor, genericTrade, genericWebSocketVendor, TcpVendor } from '@tapewire/feeds/testing';
import { eventually } from '@tapewire/testkit';
import { describeAdapter } from './adapter-contract.ts';

const SYMBOL = 'SPY261218C00700000';
const trade = (seq: number): object => genericTrade(SYMBOL, { size: seq, ts: 1_795_444_200_000 + seq });
const lines = (messages: readonly object[]): string => messages.map((message) => JSON.stringify(message)).join('\n');
const protocol = genericLive({ name: 'Firm feed', lacks: [], delay: 0 });

describeAdapter({ name: 'generic (WebSocket)', protocol, vendor: genericWebSocketVendor(SYMBOL), transport: (url) => webSocketTransport(url) });
describeAdapter({ name: 'generic (TCP)', protocol, vendor: genericTcpVendor(SYMBOL), transport: (url) => tcpLinesTransport('127.0.0.1', Number(new URL(url).port)) });

describe('the numbers of a generic feed', () => {
  it('tell what is missing, say where to go on, and make what is sent again the same key', async () => {
    const asked: string[] = [];
    const server = await TcpVendor.start({ ...genericTcpVendor(SYMBOL).script, again: (line) => { asked.push(line.toString()); return { prints: [] }; } });
    const records: SourceRecord[] = [];
    const feed = new LiveFeed({
      protocol, transport: tcpLinesTransport('127.0.0.1', server.port), line: 'firm', quotes: 'all', now: Date.now, previous: { line: 'firm', ts: 0, acked: 10 },
      every: (ms, run) => { const timer = setInterval(run, ms); return () => { clearInterval(timer); }; },
      onRecords: (some) => { records.push(...some); }, onReject: () => undefined,
    });
    try {
      await eventually(() => { expect(server.subscribers).toBe(1); });
      expect(JSON.parse(asked[0] ?? '')).toEqual({ type: 'resume', after: 10 });
      server.send(`${lines([trade(10), trade(11), trade(14), trade(16)])}\n`);
      await eventually(() => { expect(records.filter((r) => r.kind === 'trade')).toHaveLength(4); });
      expect(records.filter((r) => r.kind === 'trade').map((r) => r.key)).toEqual(['firm:10', 'firm:11', 'firm:14', 'firm:16']);
      const gaps = records.filter((r) => r.kind === 'gap').map((r) => CODECS.get('tapewire')?.decode('gap', r.value));
      expect(gaps).toMatchObject([{ line: 'firm', reason: 'numbers 12 to 13 did not come' }, { line: 'firm', reason: 'numbers 15 to 15 did not come' }]);
      const session = protocol.session({ after: 10 });
      expect(session.received(lines([trade(11), trade(14), trade(16)])).lost).toBe('numbers 12 to 13 did not come; numbers 15 to 15 did not come');
      server.cut();
      await eventually(() => { expect(asked).toHaveLength(2); });
      expect(JSON.parse(asked[1] ?? '')).toEqual({ type: 'resume', after: 16 });
    } finally {
      feed.stop();
      await server.stop();
    }
  });
});

describe('numbers of a generic feed that start over', () => {
  const later = { ...trade(3), ts: 1_795_444_300_000 };

  it('TC-F53 are refused with what to do, since its messages would pass for ones already read', () => {
    const session = protocol.session({ after: 10, newest: 1_795_444_200_010 });
    const { records, refused } = session.received(lines([later, trade(11)]));
    expect(records).toEqual([]);
    expect(refused).toEqual({ reason: 'seq: expected above 10, was 3: numbers that start over need another line name (FEED_LINE)', isFinal: false });
  });

  it('are told from what is sent again, in one connection and in the next', () => {
    const first = protocol.session();
    expect(first.received(lines([trade(1), trade(2), trade(3), trade(2), trade(4)])).refused).toBeUndefined();
    expect(first.received(JSON.stringify(later)).refused?.reason).toContain('expected above 4, was 3');
    const next = protocol.session({ after: 4, newest: 1_795_444_200_004 });
    expect(next.received(lines([trade(3), trade(4), { ...later, seq: 5 }]))).toMatchObject({ records: [{ sequence: 3 }, { sequence: 4 }, { sequence: 5 }] });
    // A process that has just begun does not know of when the numbers before it were.
    const begun = protocol.session({ after: 10 });
    expect(begun.received(lines([trade(3), { ...later, seq: 4 }])).refused).toBeUndefined();
  });

  it('are why the ingestor is not ready', async () => {
    const server = await TcpVendor.start({ ...genericTcpVendor(SYMBOL).script, again: () => ({ prints: [] }) });
    const records: SourceRecord[] = [];
    const feed = new LiveFeed({
      protocol, transport: tcpLinesTransport('127.0.0.1', server.port), line: 'firm', quotes: 'all', now: Date.now,
      every: (ms, run) => { const timer = setInterval(run, ms); return () => { clearInterval(timer); }; },
      onRecords: (some) => { records.push(...some); }, onReject: () => undefined,
    });
    try {
      await eventually(() => { expect(server.subscribers).toBe(1); });
      server.send(`${lines([trade(1), trade(2), trade(3)])}\n`);
      await eventually(() => { expect(records).toHaveLength(3); });
      server.cut();
      await eventually(() => { expect([server.connections, server.subscribers]).toEqual([2, 1]); });
      server.send(`${JSON.stringify(later)}\n`);
      await eventually(() => { expect(feed.problem()).toContain('refused: seq: expected above 3, was 3'); });
      expect(records).toHaveLength(3);
    } finally {
      feed.stop();
      await server.stop();
    }
  });
});

describe('the check of a generic feed', () => {
  it('says what the ingestor would take and refuse', () => {
    const check = new FeedCheck();
    for (const message of [trade(1), trade(2), { ...trade(5), ts: 1795444100000 }, { ...trade(6), size: 0 }, { type: 'heartbeat' }, { type: 'trade' }]) check.message(JSON.stringify(message));
    expect(check.report()).toMatchObject({
      messages: 6, byKind: { trade: 3 }, gaps: ['message 3: numbers 3 to 4 did not come'], backInTime: 1, underlyings: 1,
      problems: [
        { line: 4, reason: 'size: expected a whole number from 1 to 2147483647, was 0' },
        { line: 6, reason: 'seq: expected a whole number from 1, was missing' },
      ],
    });
  });
});
