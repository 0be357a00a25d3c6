/** A process with one hostile user: sends its messages from several connections, and tells what each code was answered how often. */
import { devToken } from '@tapewire/testkit';
import { answer, type Figures, settings } from '../fanout/worker.ts';
import { hostileMessages } from './messages.ts';
import { RequestClient } from './request-client.ts';

export interface AttackSettings {
  readonly port: number;
  readonly messages: number;
  readonly connections: number;
}

/** A connection that asks more at once is answered `rateLimited` only. */
const AT_ONCE = 150;

const { port, messages, connections } = settings() as AttackSettings;
const inputs = hostileMessages(messages, 1);
const token = await devToken({ user: 'mallory', plan: 'realtime' });

async function attack(): Promise<Figures> {
  const codes: Record<string, number> = {};
  let sent = 0;
  await Promise.all(Array.from({ length: connections }, async () => {
    while (sent < inputs.length) {
      const part = inputs.slice(sent, sent + AT_ONCE);
      sent += part.length;
      const client = await RequestClient.open(port, token);
      for (const code of await Promise.all(part.map(({ name, payload }) => client.ask(name, payload)))) codes[code] = (codes[code] ?? 0) + 1;
      client.close();
    }
  }));
  return codes;
}

answer({}, { attack });
