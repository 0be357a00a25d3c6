import type { ServerEvents } from '@tapewire/contracts';
import type { FeedGap } from '../tape/boards.ts';

/** A line that numbers itself is named after its start, which says nothing to a trader. */
const feedOf = (line: string): string => line.replace(/@\d+$/, '');

/** What clients are told of a stretch of a feed that could not be read. */
export function gapNotice({ line, from, to, reason, filled }: FeedGap): Parameters<ServerEvents['notice']>[0] {
  const times = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  return {
    level: filled === true ? 'info' : 'warning', code: 'gap',
    message: `${feedOf(line)} could not be read from ${times}: ${reason}. ${filled === true ? 'The vendor has sent again what was missed.' : 'Trades printed then may be missing.'}`,
  };
}
