import { WebSocketClient } from '../fanout/web-socket.ts';

/** `ok`, the code of the refusal, or `closed` when the connection ended first. */
export type Answer = string;

const ACK = /^43\/v1,(\d+)\[\{"ok":(?:true|false,"error":\{"code":"(\w+)")/;

/** The least of a client that asks: a socket.io connection to `/v1` and what its requests are answered. */
export class RequestClient {
  readonly #socket: WebSocketClient;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #asked = 0;

  private constructor(port: number, token: string, opened: () => void) {
    this.#socket = new WebSocketClient(port, '/socket.io/?EIO=4&transport=websocket', {
      opened: () => undefined,
      closed: () => { for (const answered of this.#waiting.values()) answered('closed'); },
      text: (packet) => {
        const text = packet.toString();
        if (text === '2') this.#socket.send('3');
        else if (text.startsWith('0')) this.#socket.send(`40/v1,${JSON.stringify({ token })}`);
        else if (text.startsWith('40/v1')) opened();
        else this.#hear(text);
      },
    });
  }

  static async open(port: number, token: string): Promise<RequestClient> {
    let client: RequestClient | undefined;
    await new Promise<void>((resolve) => { client = new RequestClient(port, token, resolve); });
    if (!client) throw new Error('unreachable: the connection is open');
    return client;
  }

  ask(name: string, payload: unknown): Promise<Answer> {
    const id = String(this.#asked++);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(`42/v1,${id}${JSON.stringify([name, payload])}`);
    });
  }

  close(): void {
    this.#socket.close();
  }

  #hear(text: string): void {
    const [, id = '', code = 'ok'] = ACK.exec(text) ?? [];
    this.#waiting.get(id)?.(code);
    this.#waiting.delete(id);
  }
}
