import { describe, expect, it } from '@jest/globals';
import type { PageAck, RequestOf } from '@tapewire/contracts';
import { DayReader, Player } from './replay.ts';

describe('the day reader', () => {
  it('asks for one minute after the other and turns its pages into order of time', async () => {
    const asked: RequestOf<'page'>[] = [];
    const pages: PageAck[] = [
      { columns: ['id'], rows: [['0-3'], ['0-2']], more: true, cursor: 'c' },
      { columns: ['id'], rows: [['0-1']], more: false },
      { columns: ['id'], rows: [], more: false },
    ];
    const source = { page: (request: RequestOf<'page'>) => { asked.push(request); return Promise.resolve(pages.shift()!); } };
    const reader = new DayReader(source, 'right:call or right:put', ['id'], '2026-11-20', '10:42');
    expect(await reader.next()).toEqual([['0-1'], ['0-2'], ['0-3']]);
    expect(await reader.next()).toEqual([]);
    expect(asked.map(({ filter, before }) => [filter, before])).toEqual([
      ['(right:call or right:put) tradeDate:2026-11-20 time>=10:42 time<10:43', undefined],
      ['(right:call or right:put) tradeDate:2026-11-20 time>=10:42 time<10:43', 'c'],
      ['(right:call or right:put) tradeDate:2026-11-20 time>=10:43 time<10:44', undefined],
    ]);
  });
});

describe('the player', () => {
  it('gives rows out at their own pace and skips long silence', () => {
    const player = new Player<{ ts: number }>();
    player.load([{ ts: 1000 }, { ts: 1500 }, { ts: 500_000 }]);
    expect(player.advance(100)).toEqual([{ ts: 1000 }]);
    expect(player.advance(100)).toEqual([]);
    expect(player.advance(400)).toEqual([{ ts: 1500 }]);
    expect(player.advance(100)).toEqual([{ ts: 500_000 }]);
    expect(player.left).toBe(0);
  });
});
