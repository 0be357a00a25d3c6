import { AssignerProtocol, type Cluster, type GroupMember, type PartitionAssigner } from 'kafkajs';

const NAME = 'tapewire-sticky';
const VERSION = 1;

/**
 * Gives partition p of all topics to one member and leaves it with the member that has it, as far as shares stay
 * even. `owned` tells this member's partitions when it joins.
 */
export const stickyAssigner = (owned: () => readonly number[]): PartitionAssigner => ({ cluster }) => ({
  name: NAME,
  version: VERSION,
  protocol: ({ topics }) => ({
    name: NAME,
    metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.from(JSON.stringify(owned())) }),
  }),
  assign: ({ members, topics }) => {
    const counts = topics.map((topic) => [topic, partitionsOf(cluster, topic)] as const);
    const shares = share(Math.max(0, ...counts.map(([, count]) => count)), members.map((m) => ({ id: m.memberId, owned: ownedBy(m) })));
    return Promise.resolve(
      [...shares].map(([memberId, partitions]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment: Object.fromEntries(counts.map(([topic, count]) => [topic, partitions.filter((p) => p < count)])),
          userData: Buffer.alloc(0),
        }),
      })),
    );
  },
});

const partitionsOf = (cluster: Cluster, topic: string): number => cluster.findTopicPartitionMetadata(topic).length;

function ownedBy({ memberMetadata }: GroupMember): readonly number[] {
  const userData = AssignerProtocol.MemberMetadata.decode(memberMetadata)?.userData;
  const parsed: unknown = userData === undefined || userData.length === 0 ? [] : JSON.parse(userData.toString());
  return Array.isArray(parsed) ? parsed.filter((p): p is number => typeof p === 'number') : [];
}

/** A member of a group and the partitions it had before. */
export interface Member {
  readonly id: string;
  readonly owned: readonly number[];
}

/** Even shares of `partitions` partitions: the same for every order of members, with as few moves as possible. */
export function share(partitions: number, members: readonly Member[]): Map<string, number[]> {
  const sorted = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  const shares = new Map(sorted.map(({ id }) => [id, new Array<number>()]));
  const least = Math.floor(partitions / Math.max(1, sorted.length));
  let extras = partitions - least * sorted.length;
  const free = new Set(Array.from({ length: partitions }, (_, p) => p));
  // Those that own most keep the odd ones, so that nothing moves without need.
  for (const { id, owned } of [...sorted].sort((a, b) => b.owned.length - a.owned.length)) {
    const kept = [...new Set(owned)].filter((p) => free.has(p)).slice(0, least + (extras > 0 ? 1 : 0));
    if (kept.length > least) extras -= 1;
    for (const p of kept) free.delete(p);
    shares.set(id, kept);
  }
  for (const { id } of sorted) {
    const own = shares.get(id) ?? [];
    for (const p of free) {
      if (own.length >= least + (own.length === least && extras > 0 ? 1 : 0)) break;
      if (own.length === least) extras -= 1;
      own.push(p);
      free.delete(p);
    }
    shares.set(id, own.sort((a, b) => a - b));
  }
  return shares;
}
