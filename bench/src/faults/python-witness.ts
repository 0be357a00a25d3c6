import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonPackages } from '@tapewire/testkit';
import { z } from 'zod';
import type { Testimony } from './witness.ts';

const FOLDER = new URL('./python/', import.meta.url);
const answer = z.object({ rows: z.array(z.array(z.unknown()).min(1)), gaps: z.number(), skipped: z.number() });

/** A witness in Python: a client that knows only the written protocol. */
export class PythonWitness {
  readonly filter: string;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: Interface;
  private readonly ended: Promise<never>;

  private constructor(filter: string, child: ChildProcessWithoutNullStreams) {
    this.filter = filter;
    this.child = child;
    this.lines = createInterface({ input: child.stdout });
    this.ended = once(child, 'exit').then(() => { throw new Error('the Python witness has ended'); });
    this.ended.catch(() => undefined);
    child.stderr.pipe(process.stderr);
  }

  static async start(filter: string, urls: readonly string[], token: string): Promise<PythonWitness> {
    const packages = await pythonPackages(fileURLToPath(new URL('requirements.txt', FOLDER)));
    const args = [fileURLToPath(new URL('witness.py', FOLDER)), token, filter, ...urls];
    const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' };
    return new PythonWitness(filter, spawn('python3', args, { env }));
  }

  /** Rows held so far. */
  async size(): Promise<number> {
    return Number(await this.ask('count'));
  }

  /** Everything it holds; it ends with that. */
  async testimony(): Promise<Testimony> {
    const { rows, gaps, skipped } = answer.parse(JSON.parse(await this.ask('end')));
    return { rows: rows.map((row) => [String(row[0]), JSON.stringify(row)] as const), gaps, skipped };
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private async ask(question: string): Promise<string> {
    const line = once(this.lines, 'line');
    this.child.stdin.write(`${question}\n`);
    const said: readonly unknown[] = await Promise.race([line, this.ended]);
    return String(said[0]);
  }
}
