import { table } from '../measure/markdown.ts';

interface Line {
  injected: number;
  worstMs: number;
}

/** How often each fault was injected, and how long it took until the tape was live again. */
export class Tally {
  private readonly lines = new Map<string, Line>();

  add(fault: string, liveAgainMs: number): void {
    const line = this.lines.get(fault) ?? { injected: 0, worstMs: 0 };
    this.lines.set(fault, line);
    line.injected += 1;
    line.worstMs = Math.max(line.worstMs, liveAgainMs);
  }

  get injected(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.injected, 0);
  }

  /** As a table: fault, how often, worst time until live again. */
  toMarkdown(): string {
    const rows = [...this.lines].sort(([a], [b]) => a.localeCompare(b));
    return table(['fault', 'injected', 'worst until live again (s)'], rows.map(([name, line]) => [name, line.injected, (line.worstMs / 1000).toFixed(1)]));
  }

  toJSON(): Record<string, Line> {
    return Object.fromEntries(this.lines);
  }
}
