import { awaited, type Check, connected, equal, holds, QUIET_TAPE } from './checks.ts';
import type { Conversation } from './conversation.ts';
import { checkOnce, checkPositions, checkRows, ids, type WireRow } from './rows.ts';

const HEADS_MS = 5000;

/** All chunks from a bookmark until live. */
async function follow(talk: Conversation, filter: string, after: string) {
  const rows: WireRow[] = [];
  for (;;) {
    const ack = await talk.subscribe({ filter, columns: ['id'], after, snapshot: 0 });
    rows.push(...ack.rows);
    if (!ack.more) return { rows, ack };
    holds(ack.resumed, 'a chunk with more: true must be resumed');
    after = ack.bookmark;
  }
}

const liveRows = (talk: Conversation, key: string, count: number): Promise<readonly WireRow[] | undefined> =>
  awaited(() => (talk.rows(key).length >= count ? talk.rows(key) : undefined));

/** Live rows, bookmarks, and the exactness of the tape. */
export const TAPE_CHECKS: readonly Check[] = [
  {
    id: 'P310', title: 'live rows come after the snapshot, in position order, none of them in both',
    run: (target) => connected(target, async (talk) => {
      const ack = await talk.subscribe({ filter: '', columns: ['id', 'size'], snapshot: 500 });
      const live = await liveRows(talk, ack.key, 20);
      if (!live) return QUIET_TAPE;
      checkRows(live, ack.columns);
      checkPositions(live);
      checkOnce([...ack.rows, ...live]);
      return undefined;
    }),
  },
  {
    id: 'P311', title: 'two connections with one filter get the same rows',
    run: (target) => connected(target, (one) => connected(target, async (two) => {
      const first = await one.subscribe({ filter: 'size>=1', columns: ['id'], snapshot: 0 });
      const second = await two.subscribe({ filter: 'size>=1', columns: ['id'], snapshot: 0 });
      const rows = await liveRows(two, second.key, 20);
      if (!rows) return QUIET_TAPE;
      const [from] = ids(rows);
      const same = await awaited(() => {
        const all = ids(one.rows(first.key));
        const at = all.indexOf(from ?? '');
        return at >= 0 && all.length - at >= rows.length ? all.slice(at, at + rows.length) : undefined;
      });
      equal(same, ids(rows), 'rows of the other connection');
      return undefined;
    })),
  },
  {
    id: 'P320', title: 'heads come with a bookmark at least every few seconds',
    run: (target) => connected(target, async (talk) => {
      await talk.subscribe({ filter: '', snapshot: 0 });
      const begun = talk.heads.length;
      holds((await awaited(() => (talk.heads.length >= begun + 2 ? true : undefined), HEADS_MS * 2)) === true, `heads did not come twice in ${HEADS_MS * 2} ms`);
      return undefined;
    }),
  },
  {
    id: 'P330', title: 'what was missed between two connections follows from the bookmark, exactly',
    run: (target) => connected(target, async (witness) => {
      const all = await witness.subscribe({ filter: '', columns: ['id'], snapshot: 0 });
      const before = await connected(target, async (talk) => {
        const ack = await talk.subscribe({ filter: '', columns: ['id'], snapshot: 0 });
        await liveRows(talk, ack.key, 5);
        return { rows: talk.rows(ack.key), bookmark: talk.heads.at(-1)?.bookmark ?? ack.bookmark };
      });
      if (before.rows.length === 0) return QUIET_TAPE;
      const missed = witness.rows(all.key).length + 20;
      if (!(await liveRows(witness, all.key, missed))) return QUIET_TAPE;
      return connected(target, async (talk) => {
        const { rows, ack } = await follow(talk, '', before.bookmark);
        equal(ack.resumed, true, 'resumed');
        await liveRows(talk, ack.key, 5);
        const held = checkPositions(before.rows);
        const fresh = [...rows, ...talk.rows(ack.key)].filter((row) => !before.rows.some((old) => old[0] === row[0]));
        checkPositions(fresh, held);
        const mine = new Set(ids([...before.rows, ...fresh]));
        const [from, to] = [ids(before.rows)[0] ?? '', ids(rows).at(-1) ?? ''];
        const seen = ids(witness.rows(all.key));
        const lacking = seen.slice(seen.indexOf(from), seen.indexOf(to) + 1).filter((id) => !mine.has(id) && samePartition(id, to));
        equal(lacking, [], 'rows that another connection got and this one did not');
        return undefined;
      });
    }),
  },
  {
    id: 'P331', title: 'a bookmark of the present gives nothing again',
    run: (target) => connected(target, async (talk) => {
      const first = await talk.subscribe({ filter: 'size<0', columns: ['id'], snapshot: 10 });
      const { rows, ack } = await follow(talk, 'size<0', first.bookmark);
      equal([rows.length, ack.resumed], [0, true], '[rows, resumed]');
      return undefined;
    }),
  },
];

const samePartition = (a: string, b: string): boolean => a.slice(0, a.indexOf('-')) === b.slice(0, b.indexOf('-'));
