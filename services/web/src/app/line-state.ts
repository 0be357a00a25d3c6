import type { ConnectionStatus } from '@tapewire/client';
import { delayOf } from '../state/delay.ts';
import { duration } from '../tape/format.ts';

/** `heads` come every second or two, so this long without anything is a dead line, not a quiet market. */
const STALL_AFTER_MS = 6000;

/** The connection in words: a quiet feed and a dead line must not look alike, nor a delayed and a live one. */
export function describeLine(status: ConnectionStatus, silence: number | undefined): { readonly tone: 'good' | 'warn' | 'bad'; readonly text: string } {
  switch (status.state) {
    case 'connected':
      if (silence !== undefined && silence > STALL_AFTER_MS) return { tone: 'bad', text: `stalled: nothing for ${duration(silence)}` };
      return delayOf(status.welcome) > 0 ? { tone: 'warn', text: `delayed ${duration(delayOf(status.welcome))}` } : { tone: 'good', text: 'live' };
    case 'connecting':
      return { tone: 'warn', text: 'connecting' };
    case 'waiting':
      return { tone: 'warn', text: status.error === undefined ? 'reconnecting' : `reconnecting: ${status.error.message}` };
    case 'closed':
      return { tone: 'bad', text: status.error?.message ?? 'closed' };
  }
}
