import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What processes of the benchmark tell each other. */
export type Figures = Readonly<Record<string, number>>;

const isFigures = (value: unknown): value is Figures =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'number');

/** Another process of the benchmark, which answers one question at a time. */
export class Worker {
  /** What it said when it was ready. */
  readonly started: Figures;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, started: Figures) {
    this.#child = child;
    this.started = started;
  }

  /** Runs a module with settings that it reads with `settings()`; resolves when it says that it is ready. */
  static async start(module: URL, settings: object): Promise<Worker> {
    const child = fork(fileURLToPath(module), [JSON.stringify(settings)]);
    return new Worker(child, await nextFigures(child));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  ask(question: string): Promise<Figures> {
    const answer = nextFigures(this.#child);
    this.#child.send(question);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

function nextFigures(child: ChildProcess): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => { reject(new Error(`a process of the benchmark ended with ${String(code)}`)); };
    child.once('exit', ended);
    child.once('message', (message: unknown) => {
      child.off('exit', ended);
      if (isFigures(message)) resolve(message);
      else reject(new Error(`expected figures, was ${JSON.stringify(message)}`));
    });
  });
}

/** In a worker: the settings it was started with, of a shape that only its starter knows. */
export const settings = (): unknown => JSON.parse(process.argv[2] ?? '{}');

/** In a worker: says that it is ready, then answers questions; ends with the process that started it. */
export function answer(ready: Figures, questions: Readonly<Record<string, () => Figures | Promise<Figures>>> = {}): void {
  process.on('disconnect', () => { process.exit(); });
  process.on('message', (question) => {
    const found = questions[String(question)];
    if (!found) throw new Error(`nobody answers ${String(question)}`);
    void Promise.resolve(found()).then((figures) => process.send?.(figures));
  });
  process.send?.(ready);
}
