import { type RetryAdvice, WIRE_CODES } from '@tapewire/contracts';

const ADVICE: ReadonlyMap<string, RetryAdvice> = new Map(Object.entries(WIRE_CODES).map(([code, { advice }]) => [code, advice]));

/** What to do after a code of the wire; a code that a newer gateway added is worth another try. */
export const adviceOf = (code: string): RetryAdvice => ADVICE.get(code) ?? 'retry';
