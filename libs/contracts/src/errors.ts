/** What a client should do after an error or a disconnect. */
export type RetryAdvice = 'retry' | 'retryElsewhere' | 'retryAfter' | 'never';

/** Every error, disconnect reason and notice code on the wire, with its advice and meaning. */
export const WIRE_CODES = {
  unauthorized: { advice: 'never', meaning: 'There is no token, or it is not valid here.' },
  tokenExpired: { advice: 'never', meaning: 'The token has expired; get a new one.' },
  revoked: { advice: 'never', meaning: 'An administrator ended this user’s access.' },
  badRequest: { advice: 'never', meaning: 'The request does not have the documented shape.' },
  badFilter: { advice: 'never', meaning: 'The filter has an error at the place given by `at`.' },
  unknownColumn: { advice: 'never', meaning: 'A requested column does not exist.' },
  limit: { advice: 'never', meaning: 'The plan does not allow this much.' },
  rateLimited: { advice: 'retryAfter', meaning: 'Too many requests; wait `retryAfter` ms.' },
  busy: { advice: 'retryElsewhere', meaning: 'This pod takes no more connections now.' },
  draining: { advice: 'retryElsewhere', meaning: 'This pod is shutting down.' },
  unavailable: { advice: 'retryAfter', meaning: 'A part behind the gateway is not up to date; wait `retryAfter` ms.' },
  timeout: { advice: 'retry', meaning: 'The answer took too long and was given up.' },
  internal: { advice: 'retry', meaning: 'Something went wrong on our side; it has been logged.' },
  gap: { advice: 'retry', meaning: 'Notice only: a feed could not be read for a while, trades printed then may be missing; with level info the vendor has sent them again since.' },
  epochChanged: { advice: 'retry', meaning: 'The tape was started anew; bookmarks of the old one no longer apply.' },
} as const satisfies Record<string, { advice: RetryAdvice; meaning: string }>;

export type WireCode = keyof typeof WIRE_CODES;

export interface WireError {
  readonly code: WireCode;
  readonly message: string;
  /** Where in the request: a character offset of a filter text, or a field path. */
  readonly at?: number | string;
  /** Milliseconds to wait. */
  readonly retryAfter?: number;
}

/** Errors inside the services: stable code → whether the same work may succeed when tried again. */
export const ERROR_CODES = {
  CONFIG_INVALID: { retry: false },
  RECORD_MALFORMED: { retry: false },
  HOLE_IN_POSITIONS: { retry: false },
  LOG_CONTRADICTS_STATE: { retry: false },
  KAFKA_UNAVAILABLE: { retry: true },
  KAFKA_PARTITION_MISMATCH: { retry: false },
  KAFKA_TOPICS_INVALID: { retry: false },
  REDIS_UNAVAILABLE: { retry: true },
  REDIS_REFUSED: { retry: true },
  QUERY_TIMEOUT: { retry: true },
  INDEX_UNHEALTHY: { retry: true },
  COMMIT_REFUSED: { retry: true },
  FEED_UNREADABLE: { retry: false },
  FEED_REFUSED: { retry: true },
  STATE_CORRUPT: { retry: false },
} as const satisfies Record<string, { retry: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Base of all errors the services raise on purpose. */
export class TapewireError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TapewireError';
    this.code = code;
    this.details = details;
  }

  get retry(): boolean {
    return ERROR_CODES[this.code].retry;
  }
}
