import { FirmFeed } from '@tapewire/feeds/testing';

/** A firm whose own feed prints five trades every ten milliseconds. */
export class TradingFirm {
  readonly feed: FirmFeed;
  readonly #timer: NodeJS.Timeout;

  private constructor(feed: FirmFeed) {
    this.feed = feed;
    this.#timer = setInterval(() => { for (let i = 0; i < 5; i++) this.#trade(); }, 10);
  }

  static async start(): Promise<TradingFirm> {
    return new TradingFirm(await FirmFeed.start());
  }

  /** No more trades; what there are can still be asked for. */
  pause(): void {
    clearInterval(this.#timer);
  }

  async stop(): Promise<void> {
    this.pause();
    await this.feed.stop();
  }

  #trade(): void {
    const size = this.feed.last + 1;
    const symbol = size % 3 === 0 ? 'TWX261218C00070000' : 'SPY261218C00700000';
    this.feed.trade({ symbol, price: 1.5, size, ts: Date.now() });
  }
}
