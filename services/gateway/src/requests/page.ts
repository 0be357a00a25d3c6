import { decodeCursor, encodeCursor, rowRank, type Cursor } from '@tapewire/delivery';
import type { Row } from '@tapewire/contracts';
import { BEHIND_TIMEOUT_MS, type History } from '../tape/history.ts';
import type { LaneRunner } from '../tape/lane-runner.ts';
import type { Lanes } from '../tape/lanes.ts';
import type { Handler } from './checked.ts';
import { readColumns, readFilter } from './filters.ts';
import { countPage } from './page-rate.ts';
import { refusal } from './request-error.ts';

export interface PageTools {
  readonly lanes: Lanes;
  readonly history: History;
  readonly now: () => number;
  readonly wallClock: () => number;
}

const RETRY_AFTER_MS = 1000;

/** The cursor of the page that follows `rows` (newest first); with no rows, of everything up to the heads. */
export function olderThan(from: Omit<Cursor, 'rank'> & { readonly rank?: number }, rows: readonly Row[]): Cursor {
  const oldest = rows.at(-1);
  return { ...from, rank: oldest ? rowRank(oldest) : (from.rank ?? Number.MAX_SAFE_INTEGER) };
}

/** `page`: older rows, newest first, from a cursor or a time on. */
export function page(tools: PageTools): Handler<'page'> {
  return async (request, _socket, session) => {
    const columns = readColumns(request.columns);
    const filter = readFilter(request.filter, session.plan, tools.wallClock());
    const runner = session.lane;
    const cursor = await readCursor(tools, runner, request.before);
    countPage(session, tools.now());
    const wanted = cursor.before === undefined
      ? filter
      : readFilter({ and: [filter.json, { field: 'ts', lt: cursor.before }] }, { ...session.plan, filterTerms: session.plan.filterTerms + 1 }, tools.wallClock());
    const { rows, more, since } = await tools.history.page(runner, {
      filter: wanted, heads: cursor.heads, beforeRank: cursor.rank, limit: request.limit,
    });
    const ack = { columns: columns.names, rows: rows.map((row) => columns.project(row)), more, ...(since === undefined ? {} : { since }) };
    return more ? { ...ack, cursor: encodeCursor(olderThan(cursor, rows)) } : ack;
  };
}

/** Where a page begins. A cursor of a pod that was further than this one is waited for. */
async function readCursor(tools: PageTools, runner: LaneRunner, before: string | number | undefined): Promise<Cursor> {
  const { lane } = runner;
  const start = { epoch: lane.epoch, heads: lane.heads.all(), rank: Number.MAX_SAFE_INTEGER };
  if (before === undefined) return start;
  if (typeof before === 'number') return { ...start, before };
  const cursor = decodeCursor(before);
  if (!cursor) throw refusal('badRequest', 'before: this is no cursor', { at: 'before' });
  if (cursor.epoch !== lane.epoch || cursor.heads.length !== lane.heads.partitions) {
    throw refusal('badRequest', 'before: this cursor is of another tape', { at: 'before' });
  }
  if (await tools.lanes.reached(runner, cursor.heads, BEHIND_TIMEOUT_MS)) return cursor;
  throw refusal('unavailable', 'This pod has not come to your cursor yet.', { retryAfter: RETRY_AFTER_MS });
}
