import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import { alert, PARTITIONS, Rig, SECRET } from './harness.ts';
import { type Behaviour, Receiver } from './receiver.ts';

jest.setTimeout(240_000);
const PATIENT = { timeoutMs: 90_000, everyMs: 200 };

let receiver: Receiver;
let rig: Rig | undefined;
beforeEach(async () => { receiver = await Receiver.start(); });
afterEach(async () => {
  await rig?.close();
  rig = undefined;
  await receiver.stop();
});
const notReady = async (): Promise<string> => (await fetch(`${rig!.process.management}/health/ready`)).text();

describe('the webhook', () => {
  it('posts alerts in Slack’s shape, signed', async () => {
    rig = await Rig.open(receiver.url, { WEBHOOK_FORMAT: 'slack', WEBHOOK_PAGE_URL: 'https://tape.example/' });
    await rig.write(0, 7, [alert('0-7')]);
    await eventually(() => { expect(receiver.taken).toHaveLength(1); }, PATIENT);
    const { body, headers } = receiver.taken[0]!;
    expect(JSON.parse(body)).toMatchObject({
      text: 'whale: NVDA 2026-12-04 208 call',
      attachments: [{
        color: '#f59e0b', title: 'whale: NVDA 2026-12-04 208 call', text: '1200 at 9 · ask · $1.08M · sweep golden',
        title_link: 'https://tape.example/?f=contract%3ANVDA261204C00208000', footer: 'high · order.premium&gt;=1M',
      }],
    });
    const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-tapewire-signature'])) ?? [];
    expect(createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex')).toBe(v1);
    expect(Math.abs(Number(t) * 1000 - Date.now())).toBeLessThan(60_000);
  });

  it('brings every alert in order to a receiver that fails at times, whatever is killed; only a post that was cut short may come twice', async () => {
    rig = await Rig.open(receiver.url, { WEBHOOK_ALERTS: '3' });
    const faults: Behaviour[] = [{ status: 500 }, { status: 429, headers: { 'retry-after': '1' } }, 'cut', { status: 503 }, 'hang'];
    let posts = 0;
    receiver.behave = () => (posts++ % 3 === 1 ? faults[Math.floor(posts / 3) % faults.length]! : 'take');
    const written: string[][] = Array.from({ length: PARTITIONS }, () => []);
    let kills = 0;
    for (let off = 0; off < 60; off += 1) {
      for (let p = 0; p < PARTITIONS; p++) {
        const one = alert(`${p}-${off}`);
        written[p]!.push(one.id);
        await rig.write(p, off, [one]);
        // A normalizer that repeats itself writes a position again: it is no new alert.
        if (off % 10 === 3) await rig.write(p, off, [one]);
      }
      if (off % 20 === 10) {
        await eventually(() => { expect(receiver.takenIds.length).toBeGreaterThan(off / 2); }, PATIENT);
        await rig.process.kill();
        await rig.process.start();
        kills += 1;
      }
    }
    await eventually(() => { expect(new Set(receiver.takenIds).size).toBe(60 * PARTITIONS); }, PATIENT);
    for (let p = 0; p < PARTITIONS; p++) {
      const own = receiver.takenIds.filter((id) => id.startsWith(`whale:${p}-`));
      expect([...new Set(own)]).toEqual(written[p]);
    }
    const doubled = receiver.takenIds.length - 60 * PARTITIONS;
    process.stdout.write(`${receiver.taken.length} posts taken, ${receiver.failed.length} failed, ${kills} kills, ${doubled} alerts twice\n`);
    expect(doubled).toBeLessThanOrEqual(kills * PARTITIONS * 3);
    expect(receiver.failed.length).toBeGreaterThan(5);
  });

  it('takes a redirect for a fault, not for an answer, and does not wait for the end of an answer', async () => {
    rig = await Rig.open(receiver.url, {});
    let posts = 0;
    receiver.behave = () => (posts++ === 0 ? { status: 302, headers: { location: receiver.url } } : 'take and babble');
    await rig.write(0, 0, [alert('0-0')]);
    await rig.write(0, 1, [alert('0-1')]);
    await eventually(() => { expect(new Set(receiver.takenIds)).toEqual(new Set(['whale:0-0', 'whale:0-1'])); }, PATIENT);
    await eventually(async () => { expect((await fetch(`${rig!.process.management}/health/ready`)).status).toBe(200); }, PATIENT);
    expect(receiver.takenIds).toHaveLength(2);
    expect(receiver.failed).toHaveLength(1);
  });

  it('puts no more alerts into a post than it is told to, however many one position has', async () => {
    rig = await Rig.open(receiver.url, { WEBHOOK_ALERTS: '3' });
    const ids = Array.from({ length: 8 }, (_, i) => `0-${i}`);
    await rig.write(0, 9, ids.map((id) => alert(id)));
    await eventually(() => { expect(receiver.takenIds).toEqual(ids.map((id) => `whale:${id}`)); }, PATIENT);
    expect(receiver.taken.map(({ alerts }) => alerts.length)).toEqual([3, 3, 2]);
  });

  it('leaves out what the receiver refuses for good, and only that', async () => {
    rig = await Rig.open(receiver.url, {});
    receiver.behave = ({ alerts }) => (alerts.some(({ id }) => id === 'whale:0-1') ? { status: 400 } : 'take');
    await rig.write(0, 0, [alert('0-0'), alert('0-1'), alert('0-2')]);
    await rig.write(0, 3, [alert('0-3')]);
    await eventually(() => { expect(receiver.takenIds).toEqual(['whale:0-0', 'whale:0-2', 'whale:0-3']); }, PATIENT);
  });

  it('is not ready while nobody takes posts, and leaves out alerts that have become old meanwhile', async () => {
    rig = await Rig.open(receiver.url, { WEBHOOK_MAX_AGE_MS: '3000' });
    receiver.behave = () => ({ status: 404 });
    await rig.write(0, 0, [alert('0-0')]);
    await eventually(async () => { expect(await notReady()).toContain('the receiver does not take alerts: status 404: not now'); }, PATIENT);
    await eventually(async () => { expect(await (await fetch(`${rig!.process.management}/metrics`)).text()).toMatch(/tapewire_webhook_alerts_total\{[^}]*result="too old"[^}]*\} 1/); }, PATIENT);
    receiver.behave = () => 'take';
    await rig.write(0, 1, [alert('0-1')]);
    await eventually(() => { expect(receiver.takenIds).toEqual(['whale:0-1']); }, PATIENT);
    await eventually(async () => { expect((await fetch(`${rig!.process.management}/health/ready`)).status).toBe(200); }, PATIENT);
  });

  it('posts the severities and rules it is told to, within its rate', async () => {
    rig = await Rig.open(receiver.url, { WEBHOOK_SEVERITY: 'high', WEBHOOK_RULES: 'whale,golden', WEBHOOK_PER_MINUTE: '120', WEBHOOK_ALERTS: '1' });
    const times: number[] = [];
    receiver.behave = () => { times.push(performance.now()); return 'take'; };
    await rig.write(0, 0, [alert('0-0', { severity: 'medium' }), alert('0-0', { rule: 'burst' })]);
    for (let off = 1; off <= 4; off++) await rig.write(off % 2, off, [alert(`0-${off}`, { rule: off % 2 ? 'whale' : 'golden', severity: 'critical' })]);
    await eventually(() => { expect(receiver.takenIds.toSorted()).toEqual(['golden:0-2', 'golden:0-4', 'whale:0-1', 'whale:0-3']); }, PATIENT);
    // 120 a minute are two a second: four posts take a second and a half, less what a timer may be early.
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(1400);
  });
});
