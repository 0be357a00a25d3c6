import { WebSocketClient } from './web-socket.ts';

/** How a client talks to a server: socket.io in namespace `/v1`, bare frames of JSON, or the protocol of Centrifugo in JSON. */
export type Framing = 'socket.io' | 'ws' | 'centrifuge';

export interface TapeClientOptions {
  readonly port: number;
  readonly framing: Framing;
  readonly token: string;
  readonly filter: string;
  /** A packet of rows; valid during the call only. */
  readonly rows: (packet: Buffer) => void;
  /** Anything else the server says, as text: `lagged`, `notice`, … */
  readonly other: (packet: string) => void;
}

const CODE = { four: 52, two: 50, t: 116, bracket: 91 };
/** Place of the first letter of the event's name in `42/v1,["trades",…`. */
const EVENT_AT = '42/v1,["'.length;

/** Connects and subscribes; resolves once the server has acknowledged it. */
export function openTapeClient(options: TapeClientOptions): Promise<WebSocketClient> {
  if (options.framing === 'centrifuge') return openCentrifuge(options);
  return options.framing === 'socket.io' ? openSocketIo(options) : openPlain(options);
}

function openSocketIo({ port, token, filter, rows, other }: TapeClientOptions): Promise<WebSocketClient> {
  return new Promise((resolve, reject) => {
    const subscribe = JSON.stringify(['subscribe', { filter, snapshot: 0, overflow: 'lag' }]);
    const client = new WebSocketClient(port, '/socket.io/?EIO=4&transport=websocket', {
      opened: () => undefined,
      closed: (reason) => {
        other(reason);
        reject(new Error(reason));
      },
      text: (packet) => {
        if (packet[0] === CODE.four && packet[1] === CODE.two && packet[EVENT_AT] === CODE.t) {
          rows(packet);
          return;
        }
        const text = packet.toString();
        if (text === '2') client.send('3');
        else if (text.startsWith('0')) client.send(`40/v1,${JSON.stringify({ token })}`);
        else if (text.startsWith('40/v1')) client.send(`42/v1,0${subscribe}`);
        else if (text.startsWith('43/v1,0[{"ok":true')) resolve(client);
        else if (text.startsWith('43/v1') || text.startsWith('44/v1')) reject(new Error(text));
        else other(text);
      },
    });
  });
}

function openPlain({ port, filter, rows, other }: TapeClientOptions): Promise<WebSocketClient> {
  return new Promise((resolve, reject) => {
    const client = new WebSocketClient(port, '/', {
      opened: () => { client.send(filter); },
      closed: (reason) => {
        other(reason);
        reject(new Error(reason));
      },
      text: (packet) => {
        if (packet[0] === CODE.bracket) rows(packet);
        else resolve(client);
      },
    });
  });
}

/** The channel of the peer on `centrifuge`. */
const CHANNEL = 'tape';
const PUSH = Buffer.from('{"push"');

/** `filter` is one over tags, as JSON. */
function openCentrifuge({ port, filter, rows, other }: TapeClientOptions): Promise<WebSocketClient> {
  return new Promise((resolve, reject) => {
    const client = new WebSocketClient(port, '/connection/websocket', {
      opened: () => { client.send(JSON.stringify({ id: 1, connect: {} })); },
      closed: (reason) => {
        other(reason);
        reject(new Error(reason));
      },
      text: (packet) => {
        if (packet.subarray(0, PUSH.length).equals(PUSH)) {
          rows(packet);
          return;
        }
        const text = packet.toString();
        // A ping, alone or in front of what else was waiting.
        if (text.startsWith('{}')) {
          client.send('{}');
          rows(packet);
        } else if (text.includes('"error"')) reject(new Error(text));
        else if (text.startsWith('{"id":1')) client.send(`{"id":2,"subscribe":{"channel":"${CHANNEL}","tf":${filter}}}`);
        else if (text.startsWith('{"id":2')) resolve(client);
        else other(text);
      },
    });
  });
}
