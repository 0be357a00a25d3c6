import type { Names } from '@tapewire/contracts';
import type { Logger } from '@tapewire/telemetry';
import type { KafkaAdmin } from './admin.ts';
import { messageOf } from './failure.ts';
import type { TopicNeeds } from './topic-check.ts';

const EVERY_MS = 60_000;

/** Looks at the start, and from time to time, whether the topics are set up to keep what must be kept. */
export class TopicGuard {
  readonly #look: () => Promise<string[]>;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  #told = '';
  #problem: string | undefined;

  private constructor(look: () => Promise<string[]>, logger: Logger) {
    this.#look = look;
    this.#logger = logger;
    this.#timer = setInterval(() => void this.#check(), EVERY_MS);
  }

  /** Resolves when it has looked once. */
  static async start(admin: KafkaAdmin, names: Names, needs: TopicNeeds, logger: Logger): Promise<TopicGuard> {
    const guard = new TopicGuard(() => admin.topicProblems(names, needs), logger);
    await guard.#check();
    return guard;
  }

  /** Which setting of which topic is wrong: the text of a readiness check. Undefined when none is. */
  get problem(): string | undefined {
    return this.#problem;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** A Kafka that does not show its settings, or is away, is no reason to say that they are wrong. */
  async #check(): Promise<void> {
    try {
      const problems = await this.#look();
      this.#problem = problems.length === 0 ? undefined : problems.join('; ');
      this.#tell('error', this.#problem ?? '', 'a topic is not set up to keep what must be kept');
    } catch (error) {
      this.#tell('warn', messageOf(error), 'the settings of the topics cannot be read');
    }
  }

  #tell(level: 'error' | 'warn', problem: string, message: string): void {
    if (problem !== '' && problem !== this.#told) this.#logger[level]({ problem }, message);
    this.#told = problem;
  }
}
