import { readFile } from 'node:fs/promises';

/** Linux counts CPU time in ticks of 10 ms. */
const TICK_SECONDS = 0.01;

export interface Usage {
  /** User and system CPU seconds since the process started. */
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** CPU time and resident memory of a process, from /proc. Throws when it has ended. */
export async function processUsage(pid: number): Promise<Usage> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The command in parentheses may hold spaces; the fields after it may not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (index: number): number => Number(fields[index] ?? Number.NaN);
  return { cpuSeconds: (field(11) + field(12)) * TICK_SECONDS, rssMiB: (field(21) * 4096) / 2 ** 20 };
}
