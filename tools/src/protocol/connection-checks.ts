import { NAMESPACE, WIRE_CODES } from '@tapewire/contracts';
import { io } from 'socket.io-client';
import { type Check, connected, equal, holds } from './checks.ts';
import { Conversation, ProtocolViolation } from './conversation.ts';

const refusal = async (url: string, auth: Readonly<Record<string, unknown>>): Promise<string> => {
  const answer = await Conversation.open(url, auth);
  if (!(answer instanceof Conversation)) return answer.code;
  answer.close();
  throw new ProtocolViolation('was let in');
};

/** Signing in, and what a connection without rights gets. */
export const CONNECTION_CHECKS: readonly Check[] = [
  {
    id: 'P010', title: 'a token lets in, and welcome is the first event, in its shape',
    run: (target) => connected(target, (talk) => {
      equal(talk.names[0], 'welcome', 'first event');
      holds(talk.welcome !== undefined, 'welcome has not the documented shape');
      holds(talk.welcome.columns[0] === 'id' && talk.welcome.columns.every((name) => talk.welcome?.allColumns.includes(name)), 'default columns must be among all columns, id first');
      return Promise.resolve(undefined);
    }),
  },
  ...([
    ['P020', 'no token', {}], ['P021', 'an empty token', { token: '' }], ['P022', 'a token that is no text', { token: { a: 1 } }],
    ['P023', 'a token that is no JWT', { token: 'nonsense' }],
    ['P024', 'a token without a signature', { token: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x","plan":"realtime","exp":9999999999}').toString('base64url')}.` }],
  ] as const).map(([id, what, auth]): Check => ({
    id, title: `${what} is refused as unauthorized`,
    run: async ({ url }) => { equal(await refusal(url, auth), 'unauthorized', 'code'); return undefined; },
  })),
  {
    id: 'P025', title: 'a token with a changed signature is refused as unauthorized',
    run: async ({ url, token }) => {
      const at = token.lastIndexOf('.') + 5;
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      equal(await refusal(url, { token: changed }), 'unauthorized', 'code');
      return undefined;
    },
  },
  {
    id: 'P030', title: 'only WebSocket is spoken',
    run: async ({ url, token }) => {
      const socket = io(new URL(NAMESPACE, url).href, { transports: ['polling'], forceNew: true, reconnection: false, auth: { token } });
      const let_in = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => { resolve(true); });
        socket.once('connect_error', () => { resolve(false); });
      });
      socket.close();
      holds(!let_in, 'HTTP polling was accepted');
      return undefined;
    },
  },
  {
    id: 'P040', title: 'an oversized message ends only the connection it came on',
    run: (target) => connected(target, async (talk) => {
      await connected(target, async (other) => {
        const ended = new Promise<void>((resolve) => other.socket.once('disconnect', () => { resolve(); }));
        other.socket.emit('page', { filter: 'x'.repeat(5_000_000), limit: 1 });
        await ended;
      });
      holds((await talk.time()).now > 0, 'the other connection was disturbed');
      return undefined;
    }),
  },
  {
    id: 'P050', title: 'a token that is not valid does not renew a connection, which goes on',
    run: (target) => connected(target, async (talk) => {
      equal((await talk.refused('renew', { token: 'nonsense' })).code, 'unauthorized', 'code');
      const renewed = await talk.raw('renew', { token: target.token });
      equal(renewed.ok, true, 'renewing with the own token');
      return undefined;
    }),
  },
  {
    id: 'P060', title: 'every refusal uses a code of the table',
    run: (target) => connected(target, async (talk) => {
      for (const [name, payload] of [['subscribe', {}], ['page', { filter: 'ticker:', limit: 1 }], ['nothing', {}]] as const) {
        const { code } = await talk.refused(name, payload);
        holds(Object.hasOwn(WIRE_CODES, code), `code '${code}' is not in the table`);
      }
      return undefined;
    }),
  },
];
