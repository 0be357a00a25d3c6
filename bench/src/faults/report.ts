import { z } from 'zod';
import { mergeTallies, tallyTable } from './tally.ts';

const line = z.object({ injected: z.number(), worstMs: z.number(), checked: z.number(), lost: z.number(), doubled: z.number() });
const run = z.object({
  seed: z.number(), brokers: z.number(), pods: z.number(), injected: z.number(), rowsChecked: z.number(), lost: z.number(), doubled: z.number(),
  exact: z.boolean(), problems: z.array(z.string()), memoryMiB: z.record(z.string(), z.number()), tally: z.record(z.string(), line),
});
export type RunReport = z.output<typeof run>;

/** What `--report` writes and `--merge` reads. */
export const reportSchema = z.object({ machine: z.string(), runs: z.array(run) });
export type Report = z.output<typeof reportSchema>;

/** Reports of several processes as one. */
export function mergeReports(reports: readonly Report[]): Report {
  return { machine: [...new Set(reports.map(({ machine }) => machine))].join('; '), runs: reports.flatMap(({ runs }) => runs).sort((a, b) => a.seed - b.seed) };
}

/** The table of faults, and what was not exact. */
export function toMarkdown({ machine, runs }: Report): string {
  const bad = runs.filter(({ exact }) => !exact);
  const largest = Math.max(0, ...runs.flatMap(({ memoryMiB }) => Object.values(memoryMiB)));
  const sum = (of: (report: RunReport) => number): number => runs.reduce((total, report) => total + of(report), 0);
  return [
    `${machine}. ${runs.length} runs (seeds ${runs.map(({ seed }) => seed).join(', ')}): ${sum((r) => r.injected)} faults, ${sum((r) => r.rowsChecked)} rows checked, `
    + `${sum((r) => r.lost)} lost, ${sum((r) => r.doubled)} doubled; ${runs.length - bad.length} runs exact, ${bad.length} not. Largest process at the end of a run: ${largest} MiB.`,
    '',
    tallyTable(mergeTallies(runs.map(({ tally }) => tally))),
    ...bad.flatMap(({ seed, problems }) => ['', `Seed ${seed} is not exact:`, '', ...problems.map((problem) => `- ${problem}`)]),
    '',
  ].join('\n');
}
