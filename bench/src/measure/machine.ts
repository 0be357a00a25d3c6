import { availableParallelism, cpus, totalmem } from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGiB: number;
  readonly node: string;
}

/** What figures were measured on; every report begins with it. */
export const machine = (): Machine => ({
  cores: availableParallelism(),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});

export const describeMachine = ({ cores, cpu, memoryGiB, node }: Machine): string => `${cores} cores (${cpu}), ${memoryGiB} GiB, Node ${node}`;
