import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, type Exit } from './child.ts';
import { REPO_ROOT } from './paths.ts';
import { quiet, type Report } from './report.ts';

/** The built entry of each service. */
export const SERVICE_ENTRIES = {
  'feed-ingestor': 'services/feed-ingestor/dist/main.js',
  'normalizer': 'services/normalizer/dist/main.js',
  'redis-indexer': 'services/redis-indexer/dist/main.js',
  'gateway': 'services/gateway/dist/main.js',
  'webhook': 'services/webhook/dist/main.js',
  'web': 'services/web/dist-server/main.js',
} as const;
export type ServiceName = keyof typeof SERVICE_ENTRIES;

const READY_MS = 60_000;
const STOP_MS = 6000;
/** A service that dies this often before it is ready will not become so. */
const START_TRIES = 4;
/** A service that refuses its configuration ends with this code; starting it again would not help. */
const CONFIG_INVALID = 2;
const PAUSE_FIRST_MS = 250;
const PAUSE_MAX_MS = 5000;
/** A service that ran this long before it died is started again without growing pauses. */
const SOUND_AFTER_MS = 10_000;

export interface ServiceOptions {
  readonly service: ServiceName;
  /** For people, when there are several of one kind: `gateway 2`. */
  readonly label?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly managementPort: number;
  readonly logFile: string;
  /** Start it again whenever it ends without being asked to. */
  readonly restart?: boolean;
  readonly report?: Report;
}

/** A built service as a real process, under the Node that runs us. */
export class ServiceProcess {
  readonly label: string;
  readonly management: string;
  readonly #options: ServiceOptions;
  #child: Child | undefined;
  #wanted = false;

  private constructor(options: ServiceOptions) {
    this.#options = options;
    this.label = options.label ?? options.service;
    this.management = `http://127.0.0.1:${options.managementPort}`;
  }

  /** Starts the process; `ready` tells when it serves. */
  static async start(options: ServiceOptions): Promise<ServiceProcess> {
    const entry = join(REPO_ROOT, SERVICE_ENTRIES[options.service]);
    if (!existsSync(entry)) throw new Error(`${options.service} has not been built: ${entry} is missing (npm run build)`);
    const service = new ServiceProcess(options);
    await service.start();
    return service;
  }

  get pid(): number | undefined {
    return this.#child?.exit === undefined ? this.#child?.pid : undefined;
  }

  get logFile(): string {
    return this.#options.logFile;
  }

  /** Starts it again after `stop` or `kill`. */
  async start(): Promise<void> {
    const { service, env, managementPort, logFile } = this.#options;
    this.#wanted = true;
    const started = performance.now();
    const child = await Child.start({
      name: this.label,
      command: process.execPath,
      args: ['--enable-source-maps', join(REPO_ROOT, SERVICE_ENTRIES[service])],
      env: { ...foreignEnv(), ...env, TAPEWIRE_MANAGEMENT_PORT: String(managementPort) },
      logFile,
    });
    this.#child = child;
    void child.exited.then((exit) => this.#ended(exit, performance.now() - started));
  }

  /** Resolves once `/health/ready` says so; with `restart` also when it took more than one start. */
  async ready(timeoutMs: number = READY_MS): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (let tries = 1; ; tries += 1) {
      const child = this.#running();
      try {
        await child.ready(() => this.#checkReady(), deadline - performance.now());
        return;
      } catch (error) {
        const comesBack = this.#options.restart === true && child.exit !== undefined && child.exit.code !== CONFIG_INVALID;
        if (!comesBack || tries === START_TRIES || performance.now() >= deadline) throw error;
      }
      await this.#nextChild(child, deadline);
    }
  }

  /** Whether it says that it is ready now. */
  isReady(): Promise<boolean> {
    return this.#checkReady().then(() => true, () => false);
  }

  async stop(graceMs: number = STOP_MS): Promise<Exit | undefined> {
    this.#wanted = false;
    return this.#child?.stop(graceMs);
  }

  /** `kill -9`. With `restart` it comes back by itself. */
  async kill(): Promise<void> {
    if (this.#options.restart !== true) this.#wanted = false;
    await this.#child?.kill();
  }

  /** SIGSTOP and SIGCONT, for tests of a process that hangs. */
  signal(signal: NodeJS.Signals): void {
    this.#running().signal(signal);
  }

  async #checkReady(): Promise<void> {
    const answer = await fetch(`${this.management}/health/ready`, { signal: AbortSignal.timeout(2000) });
    if (!answer.ok) throw new Error(`/health/ready says ${(await answer.text()).slice(0, 500)}`);
  }

  async #ended(exit: Exit, ranMs: number): Promise<void> {
    const { restart = false, report = quiet, logFile } = this.#options;
    if (!this.#wanted || !restart || exit.code === CONFIG_INVALID) return;
    report(`${this.label} ended with ${exit.signal ?? `exit code ${String(exit.code)}`}; starting it again (log: ${logFile})`);
    this.#pause = ranMs >= SOUND_AFTER_MS ? PAUSE_FIRST_MS : Math.min(this.#pause * 2, PAUSE_MAX_MS);
    await sleep(this.#pause);
    if (this.#stillWanted()) await this.start();
  }

  #pause = PAUSE_FIRST_MS / 2;

  async #nextChild(last: Child, deadline: number): Promise<void> {
    while (this.#child === last && performance.now() < deadline) await sleep(PAUSE_FIRST_MS);
  }

  // Read through a method: the answer may have changed during an await.
  #stillWanted(): boolean {
    return this.#wanted;
  }

  #running(): Child {
    if (this.#child === undefined) throw new Error(`${this.label} has not been started`);
    return this.#child;
  }
}

/** Our environment without what configures Tapewire or changes how Node runs: a service gets its settings from the stack alone. */
function foreignEnv(): NodeJS.ProcessEnv {
  const own = /^(TAPEWIRE_|FEED|KAFKA_|REDIS_|JWT_|JWKS_|GATEWAY_|WEB_|NODE_OPTIONS$|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}
