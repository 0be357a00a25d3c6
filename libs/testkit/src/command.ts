import { spawn } from 'node:child_process';
import type { Report } from './report.ts';

const REPORT_EVERY_MS = 2000;
const TAIL_BYTES = 4000;

export interface CommandOptions {
  /** What the command does, for progress and errors: `downloading Kafka 4.1`. */
  readonly what: string;
  readonly report: Report;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Added to each progress line, e.g. how many bytes have arrived. */
  readonly detail?: (output: string) => string;
}

/** Runs a command to its end, reporting how long it has run; resolves to its output, rejects with the end of it. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { what, report, cwd, env, detail } = options;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`;
    let output = '';
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setInterval(() => {
      const more = detail?.(output);
      report(more === undefined || more === '' ? `${what}: ${seconds()}` : `${what}: ${more}, ${seconds()}`);
    }, REPORT_EVERY_MS);
    const fail = (reason: string, cause?: unknown): void => {
      reject(new Error(`${what} failed: ${command} ${reason}${output === '' ? '' : `\n${output.slice(-TAIL_BYTES).trimEnd()}`}`, { cause }));
    };
    child.once('error', (error) => {
      clearInterval(timer);
      fail(`could not start: ${error.message}`, error);
    });
    child.once('close', (code, signal) => {
      clearInterval(timer);
      if (code === 0) resolve(output);
      else fail(`ended with ${signal ?? `exit code ${String(code)}`}`);
    });
  });
}

/** Output of a short command, or undefined when it is not there or fails. */
export async function tryCommand(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await runCommand(command, args, { what: command, report: () => undefined });
  } catch {
    return undefined;
  }
}
