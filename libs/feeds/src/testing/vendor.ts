import type { Frame } from '../live/protocol.ts';

/** A print as a test invents it; its size tells it apart. */
export interface SamplePrint {
  readonly size: number;
  /** Epoch milliseconds. */
  readonly ts: number;
}

/** How a test wants logins refused: for good, or for reasons that pass. */
export type Refusal = 'badKey' | 'tooManyConnections' | 'rateLimited';

/** How a vendor's server speaks; the mock server around it is a real one. */
export interface VendorScript {
  /** What it says when a connection is opened. */
  readonly greet: () => readonly Frame[];
  /** Its answer to a frame (over TCP: to a line). */
  readonly answer: (frame: Frame, refuse: Refusal | undefined) => readonly Frame[];
  /** Whether a frame is the last that a client has to send before data comes. */
  readonly isSubscription: (frame: Frame) => boolean;
  /** Which of the prints so far a new subscriber is sent again; a vendor without this sends none. */
  readonly again?: (frame: Frame, printed: readonly SamplePrint[]) => { readonly prints: readonly SamplePrint[]; readonly done?: Frame };
  readonly trades: (prints: readonly SamplePrint[]) => readonly Frame[];
  readonly quote: () => Frame;
  readonly heartbeat: () => Frame;
  /** No message at all. */
  readonly malformed: Frame;
  /** A message with a trade that no codec can read. */
  readonly unreadable: Frame;
}

/** A vendor's server as tests use it. */
export interface MockVendor {
  readonly port: number;
  /** Clients that have logged in and subscribed. */
  readonly subscribers: number;
  /** Connections so far. */
  readonly connections: number;
  refuse: Refusal | undefined;
  /** While set, what clients say stays without an answer. */
  isMute: boolean;
  /** Prints happen whether or not anybody is connected. */
  readonly print: (prints: readonly SamplePrint[]) => void;
  /** Sends a frame to all subscribers. */
  readonly send: (frame: Frame) => void;
  /** Cuts every connection without a word. */
  readonly cut: () => void;
  readonly stop: () => Promise<void>;
}

/** A vendor that tests can start. */
export interface VendorModel {
  /** What `FEED` calls it. */
  readonly feed: string;
  /** Settings of the ingestor for it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly script: VendorScript;
  readonly start: (port?: number) => Promise<MockVendor>;
  readonly url: (port: number) => string;
}
