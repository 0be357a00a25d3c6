import type { ConnectionStatus } from '@tapewire/client';
import { duration } from '../tape/format.ts';

/** `heads` come every second or two, so this long without anything is a dead line, not a quiet market. */
const STALL_AFTER_MS = 6000;

/** The connection in words: a quiet feed and a dead line must not look alike. */
export function describeLine(status: ConnectionStatus, silence: number | undefined): { readonly tone: 'good' | 'warn' | 'bad'; readonly text: string } {
  switch (status.state) {
    case 'connected':
      return silence !== undefined && silence > STALL_AFTER_MS
        ? { tone: 'bad', text: `stalled: nothing for ${duration(silence)}` }
        : { tone: 'good', text: 'live' };
    case 'connecting':
      return { tone: 'warn', text: 'connecting' };
    case 'waiting':
      return { tone: 'warn', text: status.error === undefined ? 'reconnecting' : `reconnecting: ${status.error.message}` };
    case 'closed':
      return { tone: 'bad', text: status.error?.message ?? 'closed' };
  }
}
