import type { ServerEvents, Welcome, WireError } from '@tapewire/contracts';

/** Where the connection stands; times in milliseconds. */
export type ConnectionStatus =
  | { readonly state: 'connecting'; readonly url: string }
  | { readonly state: 'connected'; readonly url: string; readonly welcome: Welcome }
  | { readonly state: 'waiting'; readonly retryInMs: number; readonly error?: WireError }
  | { readonly state: 'closed'; readonly error?: WireError };

type Payload<N extends keyof ServerEvents> = Parameters<ServerEvents[N]>[0];

/** What the connection hands on. `up` comes after `welcome`, `down` once for each `up`. */
export interface ConnectionEvents {
  status(status: ConnectionStatus): void;
  up(welcome: Welcome): void;
  down(): void;
  /** Any event at all came. */
  heard(): void;
  trades(payload: Payload<'trades'>): void;
  heads(payload: Payload<'heads'>): void;
  lagged(payload: Payload<'lagged'>): void;
  alert(payload: Payload<'alert'>): void;
  flow(payload: Payload<'flow'>): void;
  notice(payload: Payload<'notice'>): void;
}
