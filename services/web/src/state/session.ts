import { connect, type ConnectionStatus, type TapewireClient, type TokenSource } from '@tapewire/client';
import type { Welcome } from '@tapewire/contracts';
import { LatencyMeter, RateMeter } from './latency.ts';
import { Store } from './store.ts';

/** Something the page tells its user; `gap` and `error` stay until they are dismissed. */
export interface Message {
  readonly id: number;
  readonly tone: 'info' | 'good' | 'gap' | 'error';
  readonly text: string;
  readonly at: number;
}

/** Every second: what the status line shows. */
export interface Vitals {
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly rowsPerSecond: number;
  /** Milliseconds since anything at all came from the gateway. */
  readonly silence: number | undefined;
  readonly skipped: number;
  /** Time of the newest print of any tape, epoch milliseconds. */
  readonly tapeTime: number | undefined;
  readonly now: number;
}

const MESSAGE_LIFE_MS = 8000;
const KEPT_GAPS = 20;

/** The page's one connection, and what all of its parts tell about it. */
export class Session {
  readonly client: TapewireClient;
  readonly connection = new Store<ConnectionStatus>({ state: 'connecting', url: '' });
  readonly welcome = new Store<Welcome | undefined>(undefined);
  readonly messages = new Store<readonly Message[]>([]);
  /** What the gateway told of stretches of the feed that could not be read, newest first. */
  readonly gaps = new Store<readonly string[]>([]);
  readonly vitals = new Store<Vitals>({ p50: undefined, p99: undefined, rowsPerSecond: 0, silence: undefined, skipped: 0, tapeTime: undefined, now: Date.now() });
  readonly #latency = new LatencyMeter();
  readonly #rate = new RateMeter();
  #skipped = 0;
  #tapeTime: number | undefined;
  #nextMessage = 1;

  /** Ends the sign-in; absent where there is none. */
  readonly signOut: (() => void) | undefined;

  constructor(gateways: readonly string[], token: TokenSource, signOut?: () => void) {
    this.signOut = signOut;
    this.client = connect({
      urls: gateways,
      token,
      onStatus: (status) => {
        this.connection.set(status);
        if (status.state === 'connected') this.welcome.set(status.welcome);
      },
      onNotice: (notice) => { this.#notice(notice); },
    });
    setInterval(() => { this.#tick(); }, 1000);
  }

  tell(tone: Message['tone'], text: string): void {
    const message = { id: this.#nextMessage++, tone, text, at: Date.now() };
    this.messages.update((all) => [...all.filter((other) => other.text !== text), message].slice(-20));
    if (tone === 'info' || tone === 'good') setTimeout(() => { this.dismiss(message.id); }, MESSAGE_LIFE_MS);
  }

  dismiss(id: number): void {
    this.messages.update((all) => all.filter((message) => message.id !== id));
  }

  /** Live rows came: their receipt times by the ingestor, epoch milliseconds. */
  arrived(recvTimes: readonly number[]): void {
    const now = this.client.now;
    for (const recvTs of recvTimes) this.#latency.add(now - recvTs);
    this.#rate.add(recvTimes.length, Date.now());
  }

  /** A tape shows prints up to this time. */
  printed(ts: number): void {
    this.#tapeTime = Math.max(this.#tapeTime ?? 0, ts);
  }

  skipped(count: number): void {
    this.#skipped += count;
  }

  /** Notices whose code the client acts on by itself need no one's attention. */
  #notice({ level, code, message }: { readonly level: string; readonly code: string; readonly message: string }): void {
    if (['tokenExpired', 'draining', 'busy', 'epochChanged'].includes(code)) return;
    if (code === 'gap') this.gaps.update((all) => [message, ...all.filter((other) => other !== message)].slice(0, KEPT_GAPS));
    this.tell(code === 'gap' && level !== 'info' ? 'gap' : level === 'error' ? 'error' : 'info', message);
  }

  #tick(): void {
    const lastHeard = this.client.lastHeard;
    this.vitals.set({
      p50: this.#latency.percentile(0.5),
      p99: this.#latency.percentile(0.99),
      rowsPerSecond: this.#rate.perSecond(Date.now()),
      silence: lastHeard === undefined ? undefined : Date.now() - lastHeard,
      skipped: this.#skipped,
      tapeTime: this.#tapeTime,
      now: this.client.now,
    });
  }
}
