import type { TapewireClient } from '@tapewire/client';
import { timeOfDay } from './format.ts';
import { PRINT_COLUMNS, type Print, printReader } from './print.ts';
import { DayReader, Player } from './replay.ts';

const STEP_MS = 100;
/** Minutes that are read ahead of what is shown. */
const LOW_WATER_ROWS = 200;

interface ReplayOutput {
  readonly add: (prints: readonly Print[]) => void;
  readonly failed: (text: string) => void;
}

const dates = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', year: 'numeric', month: '2-digit', day: '2-digit' });

/** Plays a day of a filter from a time on. */
export class TapeReplay {
  speed = 1;
  readonly #reader: DayReader;
  readonly #player = new Player<Print>();
  readonly #output: ReplayOutput;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #start: number;
  #reading = false;

  /** `dayOf` is any instant of the day, epoch milliseconds; `time` New York time, `10:42`. */
  constructor(client: TapewireClient, filter: string, dayOf: number, time: string, output: ReplayOutput) {
    this.#output = output;
    this.#start = startOf(dayOf, time);
    this.#reader = new DayReader(client, filter, PRINT_COLUMNS, dates.format(dayOf), time);
    this.#timer = setInterval(() => { this.#step(); }, STEP_MS);
  }

  /** Where it is, epoch milliseconds. */
  get at(): number {
    return this.#player.at ?? this.#start;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #step(): void {
    if (this.#player.left < LOW_WATER_ROWS) void this.#readOn();
    const prints = this.#player.advance(STEP_MS * this.speed);
    if (prints.length > 0) this.#output.add(prints);
  }

  async #readOn(): Promise<void> {
    if (this.#reading || this.#reader.atEnd) return;
    this.#reading = true;
    try {
      const rows = await this.#reader.next();
      this.#player.load(rows.map(printReader(PRINT_COLUMNS)));
    } catch (failure) {
      this.stop();
      this.#output.failed(`Replay: ${failure instanceof Error ? failure.message : String(failure)}`);
    } finally {
      this.#reading = false;
    }
  }
}

/** The instant of a New York time on the day of another instant. */
function startOf(dayOf: number, time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = timeOfDay(dayOf, 'ny').split(':').map(Number);
  const midnight = dayOf - ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return midnight + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000;
}
