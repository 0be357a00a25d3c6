import { table } from '../measure/markdown.ts';

/** What is known of one kind of fault. */
export interface TallyLine {
  readonly injected: number;
  /** Longest time until the tape was live again, milliseconds. */
  readonly worstMs: number;
  /** Rows of all clients that were received from a fault's beginning to the next one's, and what became of them. */
  readonly checked: number;
  readonly lost: number;
  readonly doubled: number;
}
export type Count = 'checked' | 'lost' | 'doubled';

export const NOTHING: TallyLine = { injected: 0, worstMs: 0, checked: 0, lost: 0, doubled: 0 };
/** The line of rows from before the first fault, and of what has no known time. */
const UNDISTURBED = '(before the first fault)';

/** How often each fault was injected, how long it took until the tape was live again, and how the rows fared. */
export class Tally {
  private readonly lines = new Map<string, TallyLine>();
  private readonly beginnings: { readonly at: number; readonly fault: string }[] = [];

  /** `at`: epoch milliseconds of its beginning; faults come in order. */
  add(fault: string, at: number, liveAgainMs: number): void {
    const line = this.lines.get(fault) ?? NOTHING;
    this.lines.set(fault, { ...line, injected: line.injected + 1, worstMs: Math.max(line.worstMs, liveAgainMs) });
    this.beginnings.push({ at, fault });
  }

  /** Counts a row received at a time (epoch milliseconds) for the fault that had begun last. */
  count(what: Count, receivedAt: number | undefined): void {
    const fault = (receivedAt === undefined ? undefined : this.beginnings.findLast(({ at }) => at <= receivedAt)?.fault) ?? UNDISTURBED;
    const line = this.lines.get(fault) ?? NOTHING;
    this.lines.set(fault, { ...line, [what]: line[what] + 1 });
  }

  get injected(): number {
    return this.beginnings.length;
  }

  toJSON(): Record<string, TallyLine> {
    return Object.fromEntries(this.lines);
  }
}

/** Several tallies as one. */
export function mergeTallies(tallies: readonly Readonly<Record<string, TallyLine>>[]): Record<string, TallyLine> {
  const merged: Record<string, TallyLine> = {};
  for (const [fault, line] of tallies.flatMap((tally) => Object.entries(tally))) {
    const before = merged[fault] ?? NOTHING;
    merged[fault] = {
      injected: before.injected + line.injected,
      worstMs: Math.max(before.worstMs, line.worstMs),
      checked: before.checked + line.checked,
      lost: before.lost + line.lost,
      doubled: before.doubled + line.doubled,
    };
  }
  return merged;
}

/** The table of a report, with a line for all together. */
export function tallyTable(tally: Readonly<Record<string, TallyLine>>): string {
  const lines = Object.entries(tally).sort(([a], [b]) => a.localeCompare(b));
  const all = mergeTallies(lines.map(([, line]) => ({ all: line })))['all'] ?? NOTHING;
  const cells = (name: string, { injected, checked, lost, doubled, worstMs }: TallyLine): (string | number)[] =>
    [name, injected, checked, lost, doubled, injected === 0 ? '' : (worstMs / 1000).toFixed(1)];
  return table(['fault', 'injected', 'rows checked', 'lost', 'doubled', 'worst until live again (s)'],
    [...lines.map(([name, line]) => cells(name, line)), cells('**all**', all)]);
}
