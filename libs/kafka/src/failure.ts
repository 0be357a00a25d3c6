import { TapewireError } from '@tapewire/contracts';

/** Whether no repetition cures an error; anything unforeseen is tried again. */
export const isFinal = (error: unknown): boolean => error instanceof TapewireError && !error.retry;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
