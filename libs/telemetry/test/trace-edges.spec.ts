import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, localKafka, localRedis, startStack, testPrefix, type Stack } from '@tapewire/testkit';
import { z } from 'zod';

jest.setTimeout(180_000);

/** The part of OTLP/HTTP JSON that this needs. */
const exported = z.object({
  resourceSpans: z.array(z.object({
    resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) })) }),
    scopeSpans: z.array(z.object({ spans: z.array(z.object({ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional() })) })),
  })),
});

interface Span {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
}

const spans: Span[] = [];
let collector: Server;
let stack: Stack;
let dir: string;

beforeAll(async () => {
  collector = createServer((request, response) => {
    void json(request).then((body) => {
      for (const { resource, scopeSpans } of exported.parse(body).resourceSpans) {
        const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ service, ...span });
      }
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => { collector.listen(0, '127.0.0.1', resolve); });
  const { port } = collector.address() as AddressInfo;
  const traced = { TAPEWIRE_TRACES_URL: `http://127.0.0.1:${port}/v1/traces`, TAPEWIRE_TRACES_RATIO: '1' };
  dir = await mkdtemp(join(tmpdir(), 'traces-'));
  stack = await startStack({
    dir,
    kafka: await localKafka(),
    redis: await localRedis(),
    prefix: testPrefix(),
    partitions: 2,
    feed: { FEED: 'demo', FEED_RATE: '50' },
    env: { 'feed-ingestor': traced, 'normalizer': traced, 'redis-indexer': traced, 'gateway': traced },
    report: () => undefined,
  });
});
afterAll(async () => {
  await stack.stop();
  collector.close();
  await rm(dir, { recursive: true });
});

describe('the trace of a batch', () => {
  it('goes from the ingestor through normalizer and indexer to the gateway, each the child of the one before', async () => {
    await eventually(() => {
      const byId = new Map(spans.map((span) => [span.spanId, span]));
      const paths = spans.filter(({ service }) => service === 'gateway').map((span) => {
        const path = [span];
        for (let at = byId.get(span.parentSpanId ?? ''); at !== undefined; at = byId.get(at.parentSpanId ?? '')) path.unshift(at);
        return path;
      });
      const whole = paths.find((path) => path.length === 4);
      expect(whole?.map(({ service }) => service)).toEqual(['feed-ingestor', 'normalizer', 'redis-indexer', 'gateway']);
      expect(new Set(whole?.map(({ traceId }) => traceId)).size).toBe(1);
    }, { timeoutMs: 120_000, everyMs: 200 });
  });
});
