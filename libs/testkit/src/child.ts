import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Writable } from 'node:stream';

const GRACE_MS = 7000;
const TAIL_LINES = 15;

export interface ChildOptions {
  /** For people: `kafka`, `gateway 2`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its whole environment; default: ours. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Its output is appended here. */
  readonly logFile: string;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A process in a group of its own, so that a signal to us never reaches it by accident and one to it reaches all that it
 * starts. It is ended when this process ends, even by `kill -9`.
 */
export class Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<Exit>;
  #exit: Exit | undefined;

  private constructor(process: ChildProcess, pid: number, options: ChildOptions) {
    this.name = options.name;
    this.logFile = options.logFile;
    this.pid = pid;
    tellReaper(`+${pid}`);
    this.exited = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        tellReaper(`-${pid}`);
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
  }

  static async start(options: ChildOptions): Promise<Child> {
    mkdirSync(dirname(options.logFile), { recursive: true });
    const log = openSync(options.logFile, 'a');
    try {
      const { command, args, cwd, env = process.env } = options;
      const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
      await new Promise((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      if (child.pid === undefined) throw new Error(`${options.name} did not start`);
      return new Child(child, child.pid, options);
    } finally {
      closeSync(log);
    }
  }

  /** How it ended, or undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Sends a signal to the process and all that it has started. */
  signal(signal: NodeJS.Signals): void {
    if (this.#exit !== undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // It ended in this instant.
    }
  }

  /** Asks it to end, and ends it by force when it has not after `graceMs`. */
  async stop(graceMs: number = GRACE_MS): Promise<Exit> {
    this.signal('SIGTERM');
    // A stopped process takes no signal but these.
    this.signal('SIGCONT');
    const force = setTimeout(() => {
      this.signal('SIGKILL');
    }, graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(force);
    }
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  /** The last lines it wrote. */
  logTail(): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  }

  /** Waits until `check` does not throw any more; fails at once when the process ends before. */
  async ready(check: () => Promise<void>, timeoutMs: number, everyMs = 100): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      try {
        await check();
        return;
      } catch (error) {
        if (this.#exit !== undefined) {
          const how = this.#exit.signal ?? `exit code ${String(this.#exit.code)}`;
          throw new Error(`${this.name} ended with ${how} before it was ready; its log ${this.logFile} ends:\n${this.logTail()}`);
        }
        if (performance.now() >= deadline) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new Error(`${this.name} was not ready within ${timeoutMs} ms: ${reason}; its log ${this.logFile} ends:\n${this.logTail()}`);
        }
      }
      await sleep(everyMs);
    }
  }
}

let reaper: Writable | undefined;

function tellReaper(line: string): void {
  reaper ??= startReaper();
  reaper.write(`${line}\n`);
}

function startReaper(): Writable {
  const own = fileURLToPath(import.meta.url);
  const script = fileURLToPath(new URL(`./reaper${extname(own)}`, import.meta.url));
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  // The pipe is a socket; it must not keep this process alive either.
  const pipe = child.stdin as Writable & { unref?: () => void };
  pipe.unref?.();
  pipe.on('error', () => undefined);
  return pipe;
}
