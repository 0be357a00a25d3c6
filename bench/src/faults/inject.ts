import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './plan.ts';
import type { Rig } from './rig.ts';
import { loseLogEnd } from './log-rollback.ts';
import type { ProxyMode, TcpProxy } from './tcp-proxy.ts';

/** While a broker is away, long enough for leaders to move and for clients to write to them. */
const BROKER_AWAY_MS = 3000;

/** Carries a fault out and ends it; resolves when nothing is being disturbed any more (processes may still be starting). */
export async function inject(fault: Fault, rig: Rig): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      await Promise.all(fault.processes.map((name) => rig.process(name).kill()));
      return;
    case 'freeze':
      rig.process(fault.process).signal('SIGSTOP');
      await sleep(fault.ms);
      rig.process(fault.process).signal('SIGCONT');
      return;
    case 'redisRestart':
      await rig.redis.kill();
      await rig.redis.restart();
      return;
    case 'redisEmpty':
      await rig.redis.kill();
      await rig.redis.restart({ empty: true });
      return;
    case 'kafkaRestart':
      await rig.kafka.kill();
      await rig.kafka.restart();
      return;
    case 'brokerStop':
    case 'brokerKill': {
      const broker = rig.kafka.nodes.find(({ place }) => place.id === fault.broker);
      await (fault.kind === 'brokerKill' ? broker?.kill() : broker?.stop());
      await sleep(BROKER_AWAY_MS);
      await rig.kafka.restart();
      return;
    }
    case 'logRollback':
      await loseLogEnd(rig);
      return;
    case 'cut':
      cut(rig.link(fault.link));
      return;
    case 'flap': {
      const proxies = rig.link(fault.link);
      for (let i = 0; i < fault.times; i += 1) {
        await shape(proxies, { kind: 'delay', ms: fault.by }, 4 * fault.by);
        cut(proxies);
      }
      return;
    }
    case 'delay':
      await shape(rig.link(fault.link), { kind: 'delay', ms: fault.by }, fault.ms);
      return;
    case 'slice':
      await shape(rig.link(fault.link), { kind: 'slice', bytes: fault.bytes, pauseMs: 1 }, fault.ms);
      return;
    case 'stall':
      await shape(rig.link(fault.link), { kind: 'stall' }, fault.ms);
      return;
    case 'drain': {
      const gateway = rig.process(fault.process);
      await gateway.stop();
      await gateway.start();
      return;
    }
    case 'stopReading':
      await shape([rig.slowClients], { kind: 'stall' }, fault.ms);
      return;
  }
}

function cut(proxies: readonly TcpProxy[]): void {
  for (const proxy of proxies) proxy.cut();
}

async function shape(proxies: readonly TcpProxy[], mode: ProxyMode, ms: number): Promise<void> {
  for (const proxy of proxies) proxy.mode = mode;
  await sleep(ms);
  for (const proxy of proxies) proxy.mode = { kind: 'pass' };
}
