import { compareRows, type Row } from './row.ts';
import type { RowCursor } from './run.ts';

const BATCH_ROWS = 1000;

interface Entry {
  row: Row;
  readonly cursor: RowCursor;
}

/** Merges sorted rows into one order, in batches. A binary heap holds the next row of each cursor. */
export async function* mergeRows(cursors: readonly RowCursor[]): AsyncGenerator<readonly Row[]> {
  try {
    yield* mergeHeap(cursors);
  } finally {
    for (const cursor of cursors) await cursor.close();
  }
}

async function* mergeHeap(cursors: readonly RowCursor[]): AsyncGenerator<readonly Row[]> {
  const heap: Entry[] = [];
  for (const cursor of cursors) if (cursor.row !== undefined) push(heap, { row: cursor.row, cursor });
  let batch: Row[] = [];
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    batch.push(top.row);
    const wait = top.cursor.advance();
    if (wait !== undefined) await wait;
    const { row } = top.cursor;
    if (row === undefined) removeTop(heap);
    else {
      top.row = row;
      sink(heap);
    }
    if (batch.length === BATCH_ROWS) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || compareRows(parent.row, entry.row) <= 0) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function removeTop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  sink(heap);
}

/** Moves the top down to where it belongs. */
function sink(heap: Entry[]): void {
  const [entry] = heap;
  if (entry === undefined) return;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    let child = heap[below];
    if (child === undefined) break;
    const right = heap[below + 1];
    if (right !== undefined && compareRows(right.row, child.row) < 0) {
      child = right;
      below += 1;
    }
    if (compareRows(child.row, entry.row) >= 0) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = entry;
}
