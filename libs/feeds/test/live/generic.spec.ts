import { describe, expect, it } from '@jest/globals';
import { CODECS, FeedCheck, genericLive, LiveFeed, type SourceRecord, tcpLinesTransport } from '@tapewire/feeds';
import { eventually } from '@tapewire/testkit';
import { describeAdapter, overWebSocket } from './adapter-contract.ts';
import { MockTcpVendor, type TcpScript } from './mock-tcp-vendor.ts';
import type { Frame, VendorScript } from './mock-vendor.ts';

const trade = (seq: number): object => ({
  type: 'trade', symbol: 'SPY261218C00700000', price: 1.54, size: seq, ts: 1795444200000 + seq, exchange: 'C', conditions: ['S'], bid: 1.5, ask: 1.54, seq,
});
const lines = (messages: readonly object[]): string => messages.map((message) => JSON.stringify(message)).join('\n');
const refusal = (refuse: string): string => JSON.stringify({ type: 'refused', reason: refuse, retry: refuse === 'tooManyConnections' });
const isResume = (frame: Frame): boolean => frame.toString().includes('"resume"');

const script: VendorScript = {
  greet: () => [],
  answer: (_frame, refuse) => (refuse === undefined ? [] : [refusal(refuse)]),
  isSubscription: isResume,
  trades: (numbers) => lines(numbers.map(trade)),
  quote: () => JSON.stringify({ type: 'quote', symbol: 'SPY261218C00700000', ts: 1795444200000, bid: 1, ask: 2, seq: 21 }),
  malformed: '{"type":"trade",',
  unreadable: JSON.stringify({ ...trade(2), price: 'cheap' }),
};
const protocol = genericLive({ name: 'Firm feed', lacks: [], delay: 0 });

const tcpScript: TcpScript = {
  greet: () => undefined,
  answer: (_line, refuse) => (refuse === undefined ? { serve: true } : { say: `${refusal(refuse)}\n` }),
};

describeAdapter({ name: 'generic (WebSocket)', protocol, ...overWebSocket(script) });
describeAdapter({
  name: 'generic (TCP)',
  protocol,
  script: {
    trades: (numbers) => `${lines(numbers.map(trade))}\n`,
    quote: () => `${script.quote().toString()}\n`,
    malformed: `${script.malformed.toString()}\n`,
    unreadable: `${script.unreadable.toString()}\n`,
  },
  start: (port) => MockTcpVendor.start(tcpScript, port),
  transport: (port) => tcpLinesTransport('127.0.0.1', port),
});

describe('the numbers of a generic feed', () => {
  it('tell what is missing, say where to go on, and make what is sent again the same key', async () => {
    const asked: string[] = [];
    const server = await MockTcpVendor.start({ greet: () => undefined, answer: (line) => { asked.push(line); return { serve: true }; } });
    const records: SourceRecord[] = [];
    const feed = new LiveFeed({
      protocol, transport: tcpLinesTransport('127.0.0.1', server.port), line: 'firm', quotes: 'all', now: Date.now, previous: { line: 'firm', ts: 0, acked: 10 },
      every: (ms, run) => { const timer = setInterval(run, ms); return () => { clearInterval(timer); }; },
      onRecords: (some) => { records.push(...some); }, onReject: () => undefined,
    });
    try {
      await eventually(() => { expect(server.subscribers).toBe(1); });
      expect(JSON.parse(asked[0] ?? '')).toEqual({ type: 'resume', after: 10 });
      server.send(`${lines([trade(10), trade(11), trade(14)])}\n`);
      await eventually(() => { expect(records.filter((r) => r.kind === 'trade')).toHaveLength(3); });
      expect(records.filter((r) => r.kind === 'trade').map((r) => r.key)).toEqual(['firm:10', 'firm:11', 'firm:14']);
      const gap = records.find((r) => r.kind === 'gap');
      expect(CODECS.get('tapewire')?.decode('gap', gap?.value ?? '')).toMatchObject({ line: 'firm', reason: 'numbers 12 to 13 did not come' });
      server.cut();
      await eventually(() => { expect(asked).toHaveLength(2); });
      expect(JSON.parse(asked[1] ?? '')).toEqual({ type: 'resume', after: 14 });
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
        { line: 6, reason: 'seq: expected a whole number from 1, was undefined' },
      ],
    });
  });
});
