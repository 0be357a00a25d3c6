import type { RequestOf, WireError } from '@tapewire/contracts';
import type { TapeEvent } from './tape-event.ts';

/** What the owner of a `TapeSession` must do next, in this order. */
export type Command =
  /** Send this request; report its answer with the same `ask`. */
  | { readonly do: 'subscribe'; readonly ask: number; readonly payload: RequestOf<'subscribe'> }
  | { readonly do: 'unsubscribe'; readonly key: string }
  /** Hand this to the user of a subscription. */
  | { readonly do: 'tell'; readonly subscription: number; readonly event: TapeEvent }
  /** Call `retry(subscription)` after this error's delay. */
  | { readonly do: 'retryLater'; readonly subscription: number; readonly error: WireError };

export const tell = (subscription: number, event: TapeEvent): Command => ({ do: 'tell', subscription, event });
