import type { Fleet } from './fleet.ts';

/** As the chart's HPA: mean saturation to aim at, and the tolerance within which nothing changes. */
const TARGET = 0.6;
const TOLERANCE = 0.1;
const EVERY_MS = 3000;

/** How many pods an HPA would ask for: the sum of their saturations over the target, unless that is close to what there is. */
export function wantedPods(saturations: readonly number[], max: number): number {
  const sum = saturations.reduce((total, value) => total + value, 0);
  const ratio = sum / saturations.length / TARGET;
  if (Math.abs(ratio - 1) <= TOLERANCE) return saturations.length;
  return Math.min(max, Math.max(1, Math.ceil(sum / TARGET)));
}

/** Scales a fleet on its gateways' own saturation metric until it is stopped; pods come and go one after another. */
export class Autoscaler {
  readonly #fleet: Fleet;
  readonly #max: number;
  readonly #log: (line: string) => void;
  #running = true;
  readonly #done: Promise<void>;

  constructor(fleet: Fleet, max: number, log: (line: string) => void) {
    this.#fleet = fleet;
    this.#max = max;
    this.#log = log;
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  async #run(): Promise<void> {
    while (this.#isRunning()) {
      const load = await this.#fleet.load();
      const wanted = wantedPods(load.map(({ saturation }) => saturation), this.#max);
      this.#log(`${load.map(({ connections, saturation }) => `${connections} (${saturation.toFixed(2)})`).join(', ')} → ${wanted} pods`);
      if (wanted > this.#fleet.size) await this.#fleet.add();
      else if (wanted < this.#fleet.size) await this.#fleet.remove();
      else await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  // Read through a method: the answer may have changed during an await.
  #isRunning(): boolean {
    return this.#running;
  }
}
