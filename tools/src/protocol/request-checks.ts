import { REQUESTS, type RequestName } from '@tapewire/contracts';
import { type Check, connected, equal, holds } from './checks.ts';
import type { Conversation } from './conversation.ts';
import { cellOf, checkNewestFirst, checkOnce, checkRows, ids } from './rows.ts';

const COLUMNS = ['rank', 'ts', 'underlying', 'right', 'size', 'premium', 'order.id'];

const refusals = (id: string, title: string, cases: readonly (readonly [RequestName, unknown, string, unknown?])[]): Check => ({
  id, title,
  run: (target) => connected(target, async (talk) => {
    for (const [name, payload, code, at] of cases) {
      const error = await talk.refused(name, payload);
      equal(error.code, code, `code of ${name} ${JSON.stringify(payload).slice(0, 100)}`);
      if (at !== undefined) equal(error.at, at, `place of the error of ${name}`);
    }
    return undefined;
  }),
});

async function snapshot(talk: Conversation, filter: string | Record<string, unknown>, rows = 200) {
  const ack = await talk.subscribe({ filter, columns: COLUMNS, snapshot: rows });
  checkRows(ack.rows, ack.columns);
  checkNewestFirst(ack.rows, ack.columns);
  checkOnce(ack.rows);
  return ack;
}

/** Snapshots, pages and the other requests. */
export const REQUEST_CHECKS: readonly Check[] = [
  {
    id: 'P110', title: 'a snapshot has the columns asked for, id first, newest first, each row once',
    run: (target) => connected(target, async (talk) => {
      const ack = await snapshot(talk, '');
      equal(ack.columns, ['id', ...COLUMNS], 'columns');
      equal([ack.resumed, ack.more], [false, false], '[resumed, more]');
      return undefined;
    }),
  },
  {
    id: 'P111', title: 'text and JSON of one filter are one filter, and share a key',
    run: (target) => connected(target, async (talk) => {
      const text = await talk.subscribe({ filter: 'right:call premium>=1k', snapshot: 0 });
      const json = await talk.subscribe({ filter: { and: [{ field: 'premium', gte: 1000 }, { field: 'right', in: ['C'] }] }, snapshot: 0 });
      equal([json.filter, json.key], [text.filter, text.key], '[canonical filter, key]');
      return undefined;
    }),
  },
  {
    id: 'P112', title: 'a filter lets through what it says',
    run: (target) => connected(target, async (talk) => {
      const ack = await snapshot(talk, 'right:call size>=5');
      for (const row of ack.rows) holds(cellOf(row, ack.columns, 'right') === 'C' && Number(cellOf(row, ack.columns, 'size')) >= 5, `row ${String(row[0])} does not match`);
      return ack.rows.length === 0 ? 'no trade matches right:call size>=5' : undefined;
    }),
  },
  {
    id: 'P120', title: 'pages follow the snapshot by cursor, older and older, no row twice',
    run: (target) => connected(target, async (talk) => {
      const ack = await snapshot(talk, '', 50);
      const rows = [...ack.rows];
      let cursor = ack.cursor;
      for (let n = 0; n < 5 && cursor !== undefined; n++) {
        const page = await talk.page({ filter: '', columns: COLUMNS, before: cursor, limit: 40 });
        checkRows(page.rows, page.columns);
        equal(page.more, page.cursor !== undefined, 'more, and a cursor');
        rows.push(...page.rows);
        cursor = page.cursor;
      }
      checkOnce(rows);
      checkNewestFirst(rows, ack.columns);
      return ack.cursor === undefined ? 'there is no older row than the snapshot' : undefined;
    }),
  },
  {
    id: 'P121', title: 'a page before a time has only rows printed before it',
    run: (target) => connected(target, async (talk) => {
      const ack = await snapshot(talk, '', 100);
      const time = Number(cellOf(ack.rows[Math.floor(ack.rows.length / 2)] ?? [], ack.columns, 'ts'));
      if (!Number.isFinite(time)) return 'there are no trades';
      const page = await talk.page({ filter: '', columns: COLUMNS, before: time, limit: 50 });
      checkNewestFirst(page.rows, page.columns);
      holds(page.rows.every((row) => Number(cellOf(row, page.columns, 'ts')) < time), 'a row of the page was not printed before the time');
      return undefined;
    }),
  },
  {
    id: 'P130', title: 'an order has the print it was found by, symbols the ticker of a trade',
    run: (target) => connected(target, async (talk) => {
      const ack = await snapshot(talk, '', 200);
      const row = ack.rows.find((candidate) => cellOf(candidate, ack.columns, 'order.id') !== null);
      const [newest] = ack.rows;
      if (!newest) return 'there are no trades';
      const ticker = String(cellOf(newest, ack.columns, 'underlying'));
      const { symbols } = await talk.symbols({ prefix: ticker.slice(0, 2).toLowerCase() });
      holds(symbols.includes(ticker), `symbols of '${ticker.slice(0, 2)}' must include ${ticker}, were ${symbols.join(' ')}`);
      if (!row) return 'no trade has an order';
      const order = await talk.order({ id: String(cellOf(row, ack.columns, 'order.id')) });
      holds(ids(order.rows).includes(String(row[0])), 'the order lacks the print it was found by');
      return undefined;
    }),
  },
  {
    id: 'P140', title: 'time is the gateway’s clock',
    run: (target) => connected(target, async (talk) => {
      const before = await talk.time();
      const after = await talk.time();
      holds(after.now >= before.now && before.now > Date.UTC(2020, 0, 1), 'now must be epoch milliseconds that rise');
      return undefined;
    }),
  },
  {
    id: 'P150', title: 'unsubscribe ends a key; keys that are not held do no harm',
    run: (target) => connected(target, async (talk) => {
      const { key } = await talk.subscribe({ filter: '', snapshot: 0 });
      await talk.unsubscribe({ key });
      await talk.unsubscribe({ key });
      await talk.unsubscribe({ key: 'never-seen' });
      return undefined;
    }),
  },
  refusals('P210', 'a filter with an error is refused with its place', [
    ['subscribe', { filter: 'ticker:AAPL premum>=1M' }, 'badFilter', 12],
    ['page', { filter: '(right:call', limit: 1 }, 'badFilter'],
    ['subscribe', { filter: { field: 'premum', gte: 1 } }, 'badFilter'],
  ]),
  refusals('P211', 'an unknown column is refused', [
    ['subscribe', { filter: '', columns: ['id', 'colour'] }, 'unknownColumn'], ['page', { filter: '', columns: ['colour'], limit: 1 }, 'unknownColumn'],
  ]),
  refusals('P212', 'a request of another shape is refused with its place', [
    ['subscribe', {}, 'badRequest', 'filter'], ['subscribe', { filter: '', snapshot: -1 }, 'badRequest', 'snapshot'], ['subscribe', { filter: 7 }, 'badRequest', 'filter'],
    ['subscribe', { filter: '', unknown: 1 }, 'badRequest'], ['page', { filter: '', limit: 'many' }, 'badRequest', 'limit'], ['unsubscribe', [], 'badRequest'],
  ]),
  refusals('P213', 'bookmarks and cursors that are none are refused', [
    ['subscribe', { filter: '', after: 'nonsense' }, 'badRequest', 'after'], ['page', { filter: '', before: 'nonsense', limit: 1 }, 'badRequest', 'before'],
  ]),
  {
    id: 'P220', title: 'every request of the protocol answers nonsense with badRequest',
    run: (target) => connected(target, async (talk) => {
      for (const name of Object.keys(REQUESTS)) {
        for (const payload of ['text', 7, [1], { surprise: true }]) equal((await talk.refused(name, payload)).code, 'badRequest', `code of ${name}`);
      }
      return undefined;
    }),
  },
];
