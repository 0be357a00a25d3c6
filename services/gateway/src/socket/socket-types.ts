import type { Alert, Announcement, FlowOutput, HeadsAnnouncement, OutputAnnouncement, ServerEvents } from '@tapewire/contracts';
import type { Namespace, Server, Socket } from 'socket.io';
import type { Session } from './session.ts';

/** Events between indexer and gateways, and between gateways. */
export interface FleetEvents {
  tape: (batch: Announcement) => void;
  alerts: (batch: OutputAnnouncement<Alert>) => void;
  flow: (batch: OutputAnnouncement<FlowOutput>) => void;
  heads: (heads: HeadsAnnouncement) => void;
  /** An administrator has ended the access of a user. */
  revoke: (of: { readonly user: string }) => void;
}

export interface SocketData {
  /** Set by the handshake. */
  session: Session;
}

/** Requests are taken by one listener for all (requests/dispatch.ts), so none is declared here. */
type Requests = Record<string, never>;

export type TapeServer = Server<Requests, ServerEvents, FleetEvents, SocketData>;
export type TapeNamespace = Namespace<Requests, ServerEvents, FleetEvents, SocketData>;
export type TapeSocket = Socket<Requests, ServerEvents, FleetEvents, SocketData>;
