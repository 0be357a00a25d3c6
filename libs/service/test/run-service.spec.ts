import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';

jest.setTimeout(60_000);

const SAMPLE = new URL('sample-service.ts', import.meta.url).pathname;
const listening = z.object({ msg: z.literal('listening'), management: z.number() });
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

interface Started {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly exited: Promise<number | null>;
}

/** Runs the sample service. */
function start(env: Readonly<Record<string, string>>): Started {
  const started = spawn(process.execPath, [SAMPLE], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  const lines: string[] = [];
  createInterface({ input: started.stdout }).on('line', (line) => lines.push(line));
  return { child: started, lines, exited: once(started, 'exit').then(([code]) => (typeof code === 'number' ? code : null)) };
}

async function management({ lines, exited }: Started): Promise<string> {
  for (;;) {
    const found = lines.map((line) => listening.safeParse(JSON.parse(line))).find((parsed) => parsed.success);
    if (found?.data !== undefined) return `http://127.0.0.1:${found.data.management}`;
    const code = await Promise.race([exited, delay(20, undefined)]);
    if (code !== undefined) throw new Error(`the sample ended with ${code ?? 'a signal'}: ${lines.join('\n')}`);
  }
}

describe('runService', () => {
  it('serves health and metrics, and stops in order on SIGTERM', async () => {
    const sample = start({ SAMPLE_GREETING: 'hi' });
    const url = await management(sample);
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ ok: true, checks: {} });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ ok: true, checks: { greeting: 'ok', shutdown: 'ok' } });
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    const text = await metrics.text();
    expect(text).toContain('tapewire_records_in_total{source="sample"} 3');
    expect(text).toMatch(/^tapewire_build_info\{version="\d+\.\d+\.\d+",config="[0-9a-f]{8}",rules=""\} 1$/m);
    sample.child.kill('SIGTERM');
    expect(await sample.exited).toBe(0);
    expect(sample.lines.at(-1)).toContain('"msg":"stopped"');
  });

  it('answers 503 with the reason while it is not ready', async () => {
    const url = await management(start({ SAMPLE_GREETING: 'never' }));
    const answer = await fetch(`${url}/health/ready`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ok: false, checks: { greeting: 'there is nothing to say', shutdown: 'ok' } });
  });

  it('is not ready while it drains', async () => {
    const sample = start({ SAMPLE_GREETING: 'hi', TAPEWIRE_DRAIN_DELAY_MS: '30000', TAPEWIRE_DRAIN_TIMEOUT_MS: '60000' });
    const url = await management(sample);
    sample.child.kill('SIGTERM');
    let checks: unknown;
    do checks = await (await fetch(`${url}/health/ready`)).json();
    while (!JSON.stringify(checks).includes('shutting down'));
    expect(checks).toEqual({ ok: false, checks: { greeting: 'ok', shutdown: 'shutting down' } });
  });

  it('ends in any case when closing takes too long', async () => {
    const sample = start({ SAMPLE_GREETING: 'hi', SAMPLE_CLOSE_MS: '60000', TAPEWIRE_DRAIN_TIMEOUT_MS: '200' });
    await management(sample);
    sample.child.kill('SIGTERM');
    expect(await sample.exited).toBe(1);
  });

  it('ends with code 2 and one line that names the field when its config is not valid', async () => {
    const sample = start({ TAPEWIRE_LOG_LEVEL: 'loud', TAPEWIRE_TYPO: '1' });
    expect(await sample.exited).toBe(2);
    const [line] = sample.lines;
    expect(sample.lines).toHaveLength(1);
    expect(line).toContain('TAPEWIRE_TYPO: unknown variable');
    expect(line).toContain('TAPEWIRE_LOG_LEVEL (logLevel): expected one of trace, debug');
  });

  it('refuses to run with a safeguard off unless that is allowed', async () => {
    const sample = start({ SAMPLE_GREETING: 'hi', TAPEWIRE_UNSAFE_DISABLE: 'keys' });
    expect(await sample.exited).toBe(2);
    expect(sample.lines[0]).toContain('expected TAPEWIRE_ALLOW_UNSAFE=true');
  });
});
