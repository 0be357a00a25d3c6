import { TapewireError } from '@tapewire/contracts';
import type { Logger } from '@tapewire/telemetry';

export interface FileWatchOptions {
  /** What the files hold, for logs and metrics. */
  readonly what: string;
  /** Differs whenever the files do. */
  readonly identify: () => Promise<string>;
  /** Reads the files and publishes what is new. Throws CONFIG_INVALID when they cannot be used. */
  readonly publish: () => Promise<void>;
  readonly logger: Logger;
}

const EVERY_MS = 1000;
/** Raw logs forget: now and then it is seen to that what was published is still there. */
const AGAIN_EVERY = 3600;

/**
 * Publishes what files hold at the start and whenever they change, however they are replaced (a ConfigMap swaps a link). Files
 * that cannot be used are told once and change nothing.
 */
export class FileWatch {
  readonly what: string;
  readonly #options: FileWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #looks = 0;
  /** What the last look saw: content that is still being written differs at the next one. */
  #seen = '';
  #handled = '';
  #fault: string | undefined;

  constructor(options: FileWatchOptions) {
    this.#options = options;
    this.what = options.what;
  }

  /** Why the files that are there now cannot be used. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Publishes what the files say now, then looks at them every second. */
  async start(): Promise<void> {
    await this.#handle(await this.#identify());
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => { this.#looking = undefined; });
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const id = await this.#identify();
    const isSettled = id === this.#seen;
    this.#seen = id;
    this.#looks += 1;
    if (!isSettled || (id === this.#handled && this.#looks % AGAIN_EVERY !== 0)) return;
    await this.#handle(id).catch((error: unknown) => {
      this.#options.logger.error({ err: error }, `${this.what} could not be published; trying again`);
    });
  }

  /** A file that is not there is told when it is read. */
  #identify(): Promise<string> {
    return this.#options.identify().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  }

  async #handle(id: string): Promise<void> {
    const { publish, logger } = this.#options;
    try {
      await publish();
      this.#fault = undefined;
    } catch (error) {
      if (!(error instanceof TapewireError && error.code === 'CONFIG_INVALID')) throw error;
      this.#fault = error.message;
      logger.error({ fault: error.message }, `${this.what} cannot be used; what was published before stays`);
    }
    this.#handled = id;
    this.#seen = id;
  }
}
