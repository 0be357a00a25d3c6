import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './plan.ts';
import type { Rig } from './rig.ts';
import type { ProxyMode, TcpProxy } from './tcp-proxy.ts';

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
    case 'cut':
      rig.proxy(fault.link).cut();
      return;
    case 'delay':
      await shape(rig.proxy(fault.link), { kind: 'delay', ms: fault.by }, fault.ms);
      return;
    case 'slice':
      await shape(rig.proxy(fault.link), { kind: 'slice', bytes: fault.bytes, pauseMs: 1 }, fault.ms);
      return;
    case 'stall':
      await shape(rig.proxy(fault.link), { kind: 'stall' }, fault.ms);
      return;
    case 'drain': {
      const gateway = rig.process(fault.process);
      await gateway.stop();
      await gateway.start();
      return;
    }
    case 'stopReading':
      await shape(rig.slowClients, { kind: 'stall' }, fault.ms);
      return;
  }
}

async function shape(proxy: TcpProxy, mode: ProxyMode, ms: number): Promise<void> {
  proxy.mode = mode;
  await sleep(ms);
  proxy.mode = { kind: 'pass' };
}
