import type { Frame } from '../live/protocol.ts';
import type { MockVendor, Refusal, SamplePrint, VendorScript } from './vendor.ts';

/** What every vendor's server does with its clients; a transport adds the sockets. */
export abstract class VendorServer<Client> implements MockVendor {
  readonly #script: VendorScript;
  readonly #subscribed = new Set<Client>();
  readonly #printed: SamplePrint[] = [];
  connections = 0;
  refuse: Refusal | undefined;
  isMute = false;

  protected constructor(script: VendorScript) {
    this.#script = script;
  }

  abstract get port(): number;
  abstract readonly stop: () => Promise<void>;
  protected abstract say(client: Client, frame: Frame): void;
  protected abstract disconnectAll(): void;

  get subscribers(): number {
    return this.#subscribed.size;
  }

  readonly print = (prints: readonly SamplePrint[]): void => {
    this.#printed.push(...prints);
    for (const frame of this.#script.trades(prints)) this.send(frame);
  };

  readonly send = (frame: Frame): void => {
    for (const client of this.#subscribed) this.say(client, frame);
  };

  readonly cut = (): void => {
    this.disconnectAll();
    this.#subscribed.clear();
  };

  protected join(client: Client): void {
    this.connections += 1;
    if (!this.isMute) for (const frame of this.#script.greet()) this.say(client, frame);
  }

  protected leave(client: Client): void {
    this.#subscribed.delete(client);
  }

  protected hear(client: Client, frame: Frame): void {
    if (this.isMute) return;
    for (const answer of this.#script.answer(frame, this.refuse)) this.say(client, answer);
    if (this.refuse !== undefined || !this.#script.isSubscription(frame)) return;
    const { prints = [], done } = this.#script.again?.(frame, this.#printed) ?? {};
    if (prints.length > 0) for (const missed of this.#script.trades(prints)) this.say(client, missed);
    if (done !== undefined) this.say(client, done);
    this.#subscribed.add(client);
  }
}
