import { describe, expect, it } from '@jest/globals';
import { kafkaContainerArgs, redisContainerArgs } from './docker-parts.ts';
import { eventually } from './eventually.ts';
import { javaMajor } from './java.ts';
import { brokerProperties } from './kafka-broker.ts';
import { devToken } from './token.ts';

describe('eventually', () => {
  it('resolves to what the check returns once it does not throw', async () => {
    let tries = 0;
    const check = (): number => {
      tries += 1;
      if (tries < 3) throw new Error('too early');
      return tries;
    };
    expect(await eventually(check, { everyMs: 1 })).toBe(3);
  });

  it('gives up with the last error and what it waited for', async () => {
    const check = (): void => {
      throw new Error('still closed');
    };
    await expect(eventually(check, { timeoutMs: 5, everyMs: 1, describe: 'the door opens' })).rejects.toThrow('not within 5 ms: the door opens: still closed');
  });
});

it.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_392"', 1],
  ['openjdk version "25" 2025-09-16', 25],
  ['command not found', undefined],
])('javaMajor reads %j', (text, major) => {
  expect(javaMajor(text)).toBe(major);
});

it('three brokers keep three copies, of which two must have a record', () => {
  const brokers = [1, 2, 3].map((id) => ({ id, port: 9000 + id, controllerPort: 9100 + id }));
  const properties = brokerProperties({ java: 'java', classPath: 'x', dir: 'd', clusterId: 'c', brokers, listeners: [] }, brokers[0]!, 'data');
  expect(properties).toContain('controller.quorum.voters=1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103\n');
  expect(properties).toContain('default.replication.factor=3\nmin.insync.replicas=2\n');
});

it('containers are reached from this machine only, at the port they are told', () => {
  expect(kafkaContainerArgs('k', 5000)).toEqual(expect.arrayContaining(['127.0.0.1:5000:5000', 'KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:5000']));
  expect(redisContainerArgs('r', 6000)).toContain('127.0.0.1:6000:6379');
});

it('devToken carries who, which plan and until when', async () => {
  const claims: unknown = JSON.parse(Buffer.from((await devToken({ user: 'me', plan: 'realtime', desk: 'semis', expires: 99 })).split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ sub: 'me', plan: 'realtime', desk: 'semis', exp: 99 });
});
