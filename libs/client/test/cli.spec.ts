import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import { runCli } from '../src/cli/run.ts';
import { FakeGateway, sampleTrade } from '../src/testing/index.ts';

describe('the command line', () => {
  let tape: FakeGateway;
  let stop: AbortController;
  let out: string[];
  let notes: string[];

  beforeEach(async () => {
    tape = await FakeGateway.start({
      matcher: (filter) => {
        if (filter === 'tikker:NVDA') throw new Error('there is no field "tikker"');
        return (row) => filter === '' || String(row[7]) === filter;
      },
      admit: (token) => (token === 'good' ? undefined : { code: 'unauthorized', message: 'the token is not valid here' }),
    });
    [stop, out, notes] = [new AbortController(), [], []];
  });
  afterEach(async () => {
    stop.abort();
    await tape.stop();
  });

  const run = (...args: string[]) => runCli(
    [...args, '--url', tape.url, '--token', 'good'], {},
    { out: (line) => { out.push(line); }, note: (line) => { notes.push(line); }, stopped: stop.signal }, false,
  );

  it('tails the tape: the last rows, oldest first, then new ones, through a cut connection', async () => {
    tape.print(...[0, 1, 2, 3].map((off) => sampleTrade(0, off)));
    const ended = run('tail', '--limit', '2', '--csv', '--columns', 'id,size');
    await eventually(() => { expect(out).toEqual(['id,size', '0-2,10', '0-3,10']); });
    tape.cut();
    tape.print(sampleTrade(0, 4, { size: 7 }));
    await eventually(() => { expect(out.at(-1)).toBe('0-4,7'); expect(notes.at(-1)).toBe('caught up: 1 rows recovered, none lost'); });
    stop.abort();
    expect(await ended).toBe(0);
  });

  it('aligns columns under their names and shows New York time', async () => {
    tape.print(sampleTrade(0, 1));
    expect(await run('snapshot')).toBe(0);
    expect(out[0]?.indexOf('premium')).toBe((out[1]?.indexOf('4200') ?? 0) - 'premium'.length + '4200'.length);
    expect(out[1]).toContain('09:30:00.250');
    expect(out[1]).toContain('NVDA');
  });

  it('writes one JSON object a line, with null for what is not known', async () => {
    tape.print(sampleTrade(0, 1, { flags: ['sweep'] }));
    expect(await run('snapshot', '--json', '--columns', 'id,flags,score')).toBe(0);
    expect(out.map((line): unknown => JSON.parse(line))).toEqual([{ id: '0-1', flags: ['sweep'], score: null }]);
  });

  it('says what is wrong and exits with a code for it', async () => {
    expect(await run('tail', 'tikker:NVDA')).toBe(4);
    expect(notes.at(-1)).toBe('badFilter: there is no field "tikker" (at 0)');
    expect(await run('tail', '--columns', 'id,nope')).toBe(4);
    expect(notes.at(-1)).toContain('nope');
  });

  it('refuses a bad token with code 3 and wrong usage with code 2', async () => {
    const args = ['check', '--url', tape.url, '--token', 'bad'];
    const terminal = { out: (line: string) => { out.push(line); }, note: (line: string) => { notes.push(line); }, stopped: stop.signal };
    expect(await runCli(args, {}, terminal, false)).toBe(3);
    expect(notes).toEqual(['unauthorized: the token is not valid here']);
    expect(await run('nonsense')).toBe(2);
    expect(await run('tail', '--limit', 'many')).toBe(2);
    expect(await run('tail', '--json', '--csv')).toBe(2);
  });

  it('ends after the live rows that were asked for, or with code 6 when they do not come in time', async () => {
    const ended = run('tail', '--limit', '0', '--count', '2', '--timeout', '20', '--csv', '--columns', 'id');
    await eventually(() => { expect(out).toEqual(['id']); });
    tape.print(...[0, 1, 2].map((off) => sampleTrade(0, off)));
    expect(await ended).toBe(0);
    expect(out).toEqual(['id', '0-0', '0-1']);
    expect(await run('tail', '--limit', '0', '--count', '1', '--timeout', '1')).toBe(6);
    expect(await run('tail', '--count', '0')).toBe(2);
  });

  it('ends with code 1 when nothing answers, instead of waiting for ever', async () => {
    const terminal = { out: (line: string) => { out.push(line); }, note: (line: string) => { notes.push(line); }, stopped: stop.signal };
    for (const command of [['check'], ['snapshot'], ['alerts', '--once']]) {
      expect(await runCli([...command, '--url', 'http://127.0.0.1:1', '--token', 'good'], {}, terminal, false)).toBe(1);
    }
    expect(await runCli(['check', '--url', tape.url, '--page', 'http://127.0.0.1:1'], {}, terminal, false)).toBe(1);
    expect(notes.at(-1)).toBe('unavailable: no connection (no --token was given, and http://127.0.0.1:1 gives none)');
  });

  it('marks what is not a trade', async () => {
    tape.print(sampleTrade(0, 1), sampleTrade(0, 2, { kind: 'cancel', ref: '0-1' as never }));
    expect(await run('snapshot')).toBe(0);
    expect(out.filter((line) => line.includes('cancel'))).toHaveLength(1);
  });

  it('takes a filter that begins with a minus for a filter', async () => {
    tape.print(sampleTrade(0, 1));
    expect(await run('snapshot', '-ticker:TSLA')).toBe(0);
  });

  it('ends with code 5 on a gap when it is to be strict', async () => {
    tape.print(sampleTrade(0, 1));
    const ended = run('tail', '--strict');
    await eventually(() => { expect(out.length).toBe(2); });
    tape.epoch = 2;
    tape.cut();
    expect(await ended).toBe(5);
  });

  it('checks gateway, token, plan, feed, way and tape', async () => {
    tape.print(sampleTrade(0, 1));
    expect(await run('check')).toBe(0);
    expect(out.map((line) => line.slice(0, 12).trim())).toEqual(['gateway', 'token', 'plan', 'feed', 'features', 'round trip', 'tape']);
    expect(out.at(-1)).toContain('quiet, or the feed has stopped');
  });

  it('lists alerts and ends when that is all that was asked', async () => {
    const trade = { contract: 'NVDA261218C00180000', side: 'ask', size: 10, premium: 4200 } as never;
    tape.alert({ id: 'whale:0-1', rule: 'whale', severity: 'high', when: 'premium>=1M', ts: Date.UTC(2026, 10, 20, 15), recvTs: 0, trade, figures: {} });
    expect(await run('alerts', '--once')).toBe(0);
    expect(out[1]).toContain('whale');
    expect(out[1]).toContain('NVDA261218C00180000');
  });
});
