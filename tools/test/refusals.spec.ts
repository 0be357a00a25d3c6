import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { devToken, type Stack } from '@tapewire/testkit';
import { io, type Socket } from 'socket.io-client';
import { runningStack } from './running-stack.ts';

const SLOW = 180_000;

interface Refusal {
  readonly ok: boolean;
  readonly error: { readonly code: string; readonly message: string; readonly at?: number | string };
}

describe('a gateway refuses what it cannot serve, and says why', () => {
  let stack: Stack | undefined;
  let good: Socket | undefined;
  const open = (auth: object): Socket => io(`${stack!.gatewayUrls[0]!}/v1`, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
  const once = <T>(socket: Socket, event: string): Promise<T> => new Promise((resolve) => socket.once(event, resolve));
  const refusal = async (auth: object): Promise<Error & { data?: { code: string } }> => {
    const socket = open(auth);
    try {
      return await once(socket, 'connect_error');
    } finally {
      socket.disconnect();
    }
  };
  const subscribe = (request: object): Promise<Refusal> => good!.emitWithAck('subscribe', request) as Promise<Refusal>;

  beforeAll(async () => {
    stack = await runningStack({ feed: { FEED: 'demo', FEED_RATE: '200', FEED_SEED: '1' } });
    good = open({ token: await devToken({ user: 'me', plan: 'realtime' }) });
    await once(good, 'welcome');
    expect(await subscribe({ filter: '' })).toMatchObject({ ok: true });
  }, SLOW);
  afterAll(async () => {
    good?.disconnect();
    await stack?.stop();
  }, SLOW);
  const stillServed = async (): Promise<void> => {
    await once(good!, 'trades');
    expect(good!.connected).toBe(true);
  };

  it('no token', async () => {
    expect(await refusal({})).toMatchObject({ data: { code: 'unauthorized' } });
    await stillServed();
  });

  it('a token that is none, or signed with another key', async () => {
    expect(await refusal({ token: 'abc' })).toMatchObject({ data: { code: 'unauthorized' } });
    const foreign = await devToken({ user: 'me', plan: 'realtime', secret: 'another key that is long enough to sign with' });
    expect(await refusal({ token: foreign })).toMatchObject({ data: { code: 'unauthorized' } });
    await stillServed();
  });

  it('an expired token', async () => {
    expect(await refusal({ token: await devToken({ user: 'me', plan: 'realtime', expires: 1_000_000 }) })).toMatchObject({ data: { code: 'tokenExpired' } });
    await stillServed();
  });

  it('an unknown column, by its name', async () => {
    const { ok, error } = await subscribe({ filter: '', columns: ['id', 'prize'] });
    expect({ ok, code: error.code }).toEqual({ ok: false, code: 'unknownColumn' });
    expect(error.message).toContain('prize');
    await stillServed();
  });

  it.each([
    ['right:call premiun>=50k', 11, 'premiun'],
    ['right:call premium>=fifty', 20, 'fifty'],
    ['right:sideways', 6, 'sideways'],
    ['(right:call', 11, ')'],
  ])('the filter %j, at the place of its error', async (filter, at, found) => {
    const { ok, error } = await subscribe({ filter });
    expect({ ok, code: error.code, at: error.at }).toEqual({ ok: false, code: 'badFilter', at });
    expect(error.message).toContain(found);
    await stillServed();
  });
});
