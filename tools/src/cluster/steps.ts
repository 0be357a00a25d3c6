/** What the test of a cluster has shown so far: one line a step, with how long it took. */
export class Steps {
  readonly #lines: { readonly name: string; readonly seconds: number; readonly shown: string; readonly ok: boolean }[] = [];

  /** Runs a step; its text is what was shown. A failure is told and the other steps go on. */
  async run(name: string, step: () => Promise<string>): Promise<boolean> {
    const started = performance.now();
    const add = (shown: string, ok: boolean): boolean => {
      const seconds = (performance.now() - started) / 1000;
      this.#lines.push({ name, seconds, shown, ok });
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s): ${shown}`);
      return ok;
    };
    try {
      return add(await step(), true);
    } catch (error) {
      return add(error instanceof Error ? error.message : String(error), false);
    }
  }

  get failed(): number {
    return this.#lines.filter(({ ok }) => !ok).length;
  }

  /** As a table for docs/deployment.md. */
  table(): string {
    const rows = this.#lines.map(({ name, seconds, shown, ok }) => `| ${name} | ${ok ? shown.split('\n')[0]?.slice(0, 300) ?? '' : 'FAILED'} | ${seconds.toFixed(1)} s |`);
    return ['| step | shown | time |', '|---|---|---|', ...rows].join('\n');
  }
}

/** Fails the step with what was expected and what was. */
export function expectThat(what: string, expected: unknown, was: unknown): void {
  if (JSON.stringify(expected) !== JSON.stringify(was)) throw new Error(`${what}: expected ${JSON.stringify(expected)}, was ${JSON.stringify(was)}`);
}
