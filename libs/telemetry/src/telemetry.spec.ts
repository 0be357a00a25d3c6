import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { activeTrace, createLogger, extractTrace, injectTrace, METRICS, metrics, startTelemetry, withRootSpan, withSpan, type Telemetry } from './index.ts';

let telemetry: Telemetry;
beforeAll(() => {
  telemetry = startTelemetry({ service: 'spec', version: '1', samplingRatio: 1 });
});
afterAll(() => telemetry.stop());

describe('metrics', () => {
  it('are served in the text format of Prometheus', async () => {
    const own = metrics('spec');
    own.add('tapewire_records_in_total', 2, { source: 'raw' });
    own.add('tapewire_records_in_total', 3, { source: 'raw' });
    own.record('tapewire_hop_latency_seconds', 0.003, { hop: 'normalizer' });
    own.observe('tapewire_lag_records', () => [{ value: 7, labels: { topic: 't', partition: 1 } }]);
    own.observe('tapewire_spool_bytes', () => 11);
    const text = await telemetry.metricsText();
    expect(text).toContain('tapewire_records_in_total{source="raw"} 5');
    expect(text).toContain('tapewire_hop_latency_seconds_bucket{hop="normalizer",le="0.0025"} 0');
    expect(text).toContain('tapewire_hop_latency_seconds_bucket{hop="normalizer",le="0.005"} 1');
    expect(text).toContain('tapewire_lag_records{topic="t",partition="1"} 7');
    expect(text).toContain('tapewire_spool_bytes 11');
    expect(text).toContain('tapewire_memory_bytes{kind="rss"}');
  });

  it('have names that say their unit, and help', () => {
    for (const [name, { kind, help }] of Object.entries(METRICS)) {
      expect(name).toMatch(/^tapewire_[a-z0-9_]+$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(help).not.toBe('');
    }
  });
});

describe('traces', () => {
  it('follow a batch from process to process by the header', async () => {
    const headers = await withRootSpan('publish', async () => {
      await Promise.resolve();
      return injectTrace({ kind: 'trade' });
    });
    const parent = extractTrace(headers);
    expect(headers).toEqual({ kind: 'trade', traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) });
    const child = withSpan('normalize', parent, () => activeTrace());
    expect(child?.slice(3, 35)).toBe(parent?.slice(3, 35));
    expect(child?.slice(36, 52)).not.toBe(parent?.slice(36, 52));
  });

  it('cost nothing where a batch is not sampled', () => {
    expect(withSpan('normalize', undefined, () => activeTrace())).toBeUndefined();
    expect(injectTrace({ kind: 'trade' })).toEqual({ kind: 'trade' });
  });

  it('pass on results and errors of what runs in them', async () => {
    expect(withRootSpan('sync', () => 4)).toBe(4);
    expect(() => withRootSpan('sync', () => { throw new Error('sync'); })).toThrow('sync');
    await expect(withRootSpan('async', () => Promise.reject(new Error('async')))).rejects.toThrow('async');
  });
});

describe('the logger', () => {
  it('writes the ids of the active trace', () => {
    const lines: string[] = [];
    const log = createLogger('spec', 'info', { write: (line) => lines.push(line) });
    withRootSpan('publish', () => { log.info({ n: 1 }, 'inside'); });
    log.info('outside');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', service: 'spec', n: 1, msg: 'inside', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('traceId');
  });

  it('hides secrets wherever they stand, also those in what failed', () => {
    const lines: string[] = [];
    const log = createLogger('spec', 'info', { write: (line) => lines.push(line) });
    const failed = Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['user', 'hunter2'] } });
    log.info({ err: failed, password: 'hunter2', kafka: { sasl: { password: 'hunter2' } }, auth: { token: 'hunter2' }, a: { b: { c: { secret: 'hunter2' } } } }, 'hidden');
    expect(lines.join('')).not.toContain('hunter2');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'hidden', err: { message: 'WRONGPASS', command: { name: 'auth', args: '[hidden]' } }, password: '[hidden]' });
  });
});
