import { setTimeout as sleep } from 'node:timers/promises';
import { parseTradeId, type Row } from '@tapewire/contracts';
import { connect, type TapeEvent, type TapeState, type TapewireClient } from '@tapewire/client';

/** Columns a witness asks for: enough to notice a row that was altered on the way. */
export const WITNESS_COLUMNS = ['id', 'recvTs', 'contract', 'price', 'size', 'premium', 'side', 'volume', 'flags', 'rank'] as const;
const RECV_TS = 1;
const PAGE = 1000;
const RETRY_MS = 100;

/** What a client ended with, in the order in which it was delivered. */
export interface Testimony {
  readonly rows: readonly (readonly [id: string, row: string])[];
  /** How often it was told that a gap could not be filled. */
  readonly gaps: number;
  /** Rows it was told were left out. */
  readonly skipped: number;
}

/** A client of the SDK that keeps every row of one filter, from the beginning of the tape. */
export class Witness {
  readonly filter: string;
  private readonly client: TapewireClient;
  private readonly base = new Map<string, string>();
  private readonly live: (readonly [string, string])[] = [];
  private readonly latest = new Map<number, number>();
  private gaps = 0;
  private skipped = 0;
  private closed = false;
  private lost = 0;
  private state: TapeState = 'connecting';
  private pagesDone: Promise<void> = Promise.resolve();

  constructor(filter: string, urls: readonly string[], token: () => Promise<string>, random: () => number) {
    this.filter = filter;
    this.client = connect({ urls, token, random });
    const subscription = this.client.subscribe(filter, {
      columns: WITNESS_COLUMNS, snapshot: PAGE, overflow: 'lag', onEvent: (event) => { this.take(event); },
    });
    this.readOlder = async () => {
      for (;;) {
        const rows = await subscription.older(PAGE).catch(() => undefined);
        if (rows?.length === 0 || this.closed) return;
        for (const row of rows ?? []) this.keepBase(row);
        // Paging is asked again when a fault hits it; the cursor stays where it was.
        if (rows === undefined) await sleep(RETRY_MS);
      }
    };
  }

  /** Whether it receives every row as it prints. */
  get isLive(): boolean {
    return this.state === 'live';
  }

  /** How often its connection was lost. */
  get disconnects(): number {
    return this.lost;
  }

  /** Rows held so far. */
  get size(): number {
    return this.base.size + this.live.length;
  }

  /** The newest `recvTs` seen of each partition. */
  get newest(): ReadonlyMap<number, number> {
    return this.latest;
  }

  /** Resolves once the pages behind the first snapshot are read. */
  get complete(): Promise<void> {
    return this.pagesDone;
  }

  testimony(): Testimony {
    const place = (id: string): [number, number] => {
      const position = parseTradeId(id);
      return [position?.p ?? 0, position?.off ?? 0];
    };
    const base = [...this.base].sort(([a], [b]) => {
      const [p, off] = place(a);
      const [q, offset] = place(b);
      return p - q || off - offset;
    });
    return { rows: [...base, ...this.live], gaps: this.gaps, skipped: this.skipped };
  }

  close(): void {
    this.closed = true;
    this.client.close();
  }

  private readonly readOlder: () => Promise<void>;

  private take(event: TapeEvent): void {
    switch (event.type) {
      case 'snapshot':
        if (event.gap) this.gaps += 1;
        this.base.clear();
        this.live.length = 0;
        for (const row of event.rows) this.keepBase(row);
        this.pagesDone = this.readOlder();
        return;
      case 'rows':
        for (const row of event.rows) {
          this.live.push([idOf(row), JSON.stringify(row)]);
          this.see(row);
        }
        return;
      case 'skipped':
        this.skipped += event.count;
        return;
      case 'status':
        this.state = event.state;
        if (event.state === 'interrupted' && event.why === 'disconnected') this.lost += 1;
        return;
    }
  }

  private keepBase(row: Row): void {
    this.base.set(idOf(row), JSON.stringify(row));
    this.see(row);
  }

  private see(row: Row): void {
    const position = parseTradeId(idOf(row));
    const recvTs = row[RECV_TS];
    if (position === undefined || typeof recvTs !== 'number') return;
    this.latest.set(position.p, Math.max(this.latest.get(position.p) ?? 0, recvTs));
  }
}

const idOf = (row: Row): string => String(row[0]);
