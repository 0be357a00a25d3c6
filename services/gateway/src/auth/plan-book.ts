import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { TapewireError } from '@tapewire/contracts';
import { DEFAULT_PLANS, parsePlans, type Plan } from '@tapewire/delivery';
import type { Logger } from '@tapewire/telemetry';
import { parse } from 'yaml';

const EVERY_MS = 2000;

/** The plans of this installation, read again when their file changes. */
export class PlanBook {
  readonly #file: string | undefined;
  readonly #logger: Logger;
  readonly #onRead: (digest: string) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #plans: ReadonlyMap<string, Plan> = DEFAULT_PLANS;
  /** Called when the plans are others than those before. */
  replaced: () => void = () => undefined;
  #readAt = 0;

  /** `onRead` gets a digest of what was read. */
  constructor(file: string | undefined, logger: Logger, onRead: (digest: string) => void = () => undefined) {
    this.#file = file;
    this.#onRead = onRead;
    this.#logger = logger;
    if (file !== undefined) this.#timer = setInterval(() => void this.#reload(file), EVERY_MS);
  }

  /** Reads the file for the first time. Throws CONFIG_INVALID when it can't be used. */
  async load(): Promise<void> {
    if (this.#file === undefined) return;
    this.#readAt = (await stat(this.#file)).mtimeMs;
    this.#take(await read(this.#file));
  }

  get(name: string): Plan | undefined {
    return this.#plans.get(name);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #take({ plans, digest }: PlansFile): void {
    this.#plans = plans;
    this.#onRead(digest);
  }

  /** A file that can't be used is told once and the plans stay as they were. */
  async #reload(file: string): Promise<void> {
    try {
      const { mtimeMs } = await stat(file);
      if (mtimeMs === this.#readAt) return;
      this.#readAt = mtimeMs;
      this.#take(await read(file));
      this.replaced();
      this.#logger.info({ file, plans: [...this.#plans.keys()] }, 'plans read again');
    } catch (error) {
      this.#logger.error({ err: error, file }, 'the plans file can’t be used; the plans stay as they were');
    }
  }
}

interface PlansFile {
  readonly plans: ReadonlyMap<string, Plan>;
  readonly digest: string;
}

async function read(file: string): Promise<PlansFile> {
  try {
    const text = await readFile(file, 'utf8');
    const content: unknown = parse(text);
    return { plans: parsePlans(content), digest: createHash('sha256').update(text).digest('hex').slice(0, 8) };
  } catch (error) {
    if (error instanceof TapewireError) throw error;
    throw new TapewireError('CONFIG_INVALID', `plans file ${file}: ${error instanceof Error ? error.message : String(error)}`, {}, error);
  }
}
