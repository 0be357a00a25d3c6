import { ANNOUNCE_HEADS, TAPES, type HeadsAnnouncement, type Names, type Tape } from '@tapewire/contracts';
import { adapterChannel, serverSideEmit } from './adapter-message.ts';
import { commitKeys, packCommit, type Commit } from './commit.ts';
import type { RedisClient } from './connect.ts';
import { redisFailure } from './failure.ts';
import { FunctionLibrary, type FunctionReply } from './function-library.ts';
import { LAYOUT } from './layout.ts';
import { partitionState, type PartitionState } from './partition-state.ts';
import { list, text, transaction } from './reply.ts';

/** Done, or not done because Redis is elsewhere. */
export type WriteResult = 'ok' | { readonly refused: PartitionState };

/** Where a partition begins that Redis has nothing of. */
export interface PartitionStart {
  readonly tape: Tape;
  readonly p: number;
  readonly epoch: number;
  readonly head: number;
  readonly topicOffset: number;
  readonly fingerprint: string;
  readonly floor: number;
  /** Epoch milliseconds of receipt from which on all is there; 0 when nothing is missing. */
  readonly since: number;
}

/** Head of each tape of a partition; undefined where Redis has no position in this epoch. */
export interface PartitionHeads extends Readonly<Record<Tape, number | undefined>> {
  readonly p: number;
}

const SCAN_COUNT = 1000;

/** Writes tapes. Everything that must not be done by halves is one call of a Redis Function. */
export class TapeWriter {
  readonly #redis: RedisClient;
  readonly #names: Names;
  readonly #functions: FunctionLibrary;

  constructor(redis: RedisClient, names: Names) {
    this.#redis = redis;
    this.#names = names;
    this.#functions = new FunctionLibrary(redis);
  }

  /** Writes a batch, moves the head and announces it; or nothing of it, when Redis' epoch, layout or head is not the expected one. */
  async commit(commit: Commit): Promise<WriteResult> {
    const keys = commitKeys(this.#names, commit);
    return result(commit.p, await this.#functions.callPacked('commit', keys, (args) => { packCommit(args, this.#names, commit); }));
  }

  async state(tape: Tape, p: number): Promise<PartitionState> {
    const [reply] = await transaction(this.#redis.multi().call('HGETALL', this.#names.positionKey(p, tape)), 'reading a position');
    return partitionState(p, reply);
  }

  /** Makes the position of a partition that has none. */
  async open({ tape, p, epoch, head, topicOffset, fingerprint, floor, since }: PartitionStart): Promise<WriteResult> {
    const args = [epoch, head, topicOffset, fingerprint, floor, since, LAYOUT];
    return result(p, await this.#functions.call('open', [this.#names.positionKey(p, tape)], args));
  }

  /** Forgets the position of a partition, so that it can be filled anew; refused when it has moved since. */
  async drop(tape: Tape, { p, epoch, topicOffset }: PartitionState): Promise<WriteResult> {
    return result(p, await this.#functions.call('drop', [this.#names.positionKey(p, tape)], [epoch, topicOffset]));
  }

  /** Deletes what is left of a partition without a position; refused as soon as it has one. */
  async purge(tape: Tape, p: number): Promise<WriteResult> {
    const position = this.#names.positionKey(p, tape);
    let cursor = '0';
    do {
      const [next, found] = list(await this.#scan(cursor));
      cursor = text(next);
      const keys = list(found).map(text).filter((key) => this.#belongsTo(key, tape, p));
      if (keys.length === 0) continue;
      const outcome = result(p, await this.#functions.call('purge', [position, ...keys], []));
      if (outcome !== 'ok') return outcome;
    } while (cursor !== '0');
    return 'ok';
  }

  /** Writes epoch and partition count; returns the epoch in force, which is higher when Redis has seen a newer one. */
  async describe(epoch: number, partitions: number): Promise<number> {
    const reply = await this.#functions.call('describe', [this.#names.metaKey], [epoch, partitions]);
    return reply.ok ? epoch : Number(reply.fields[1]);
  }

  /** How far Redis is in these partitions. */
  async heads(epoch: number, partitions: readonly number[]): Promise<PartitionHeads[]> {
    const commands = this.#redis.multi();
    for (const p of partitions) for (const tape of TAPES) commands.call('HMGET', this.#names.positionKey(p, tape), 'epoch', 'head');
    const replies = await transaction(commands, 'reading heads');
    const headAt = (i: number): number | undefined => {
      const [found, head] = list(replies[i]);
      return Number(found) === epoch ? Number(head) : undefined;
    };
    return partitions.map((p, i) => {
      const at = i * TAPES.length;
      return { p, trades: headAt(at), alerts: headAt(at + 1), flow: headAt(at + 2) };
    });
  }

  /** Tells all gateways so. */
  async announceHeads(epoch: number, heads: readonly PartitionHeads[]): Promise<void> {
    const known = heads.map(({ p, trades = -1, alerts = -1, flow = -1 }) => ({ p, trades, alerts, flow }));
    const announcement: HeadsAnnouncement = { epoch, heads: known };
    await this.#redis.publish(adapterChannel(this.#names), serverSideEmit(ANNOUNCE_HEADS, announcement)).catch((error: unknown) => {
      throw redisFailure(error, 'announcing heads');
    });
  }

  #scan(cursor: string): Promise<unknown> {
    // One pass over all keys of the installation: a pattern with the partition would not make it cheaper.
    const pattern = `${this.#names.tradeKeyPrefix.slice(0, -'trade:'.length)}*`;
    return this.#redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT).catch((error: unknown) => {
      throw redisFailure(error, 'looking for left-over keys');
    });
  }

  #belongsTo(key: string, tape: Tape, p: number): boolean {
    const n = this.#names;
    if (key === n.streamKey(tape, p)) return true;
    if (tape === 'flow') return key.startsWith(`${n.flowKey(p)}:`);
    if (tape === 'alerts') return false;
    const own = [`${n.tradeKeyPrefix}{${p}}:`, `${n.notableKeyPrefix}{${p}}:`, n.activityKey(p, ''), n.expiryKey(p)];
    return own.some((start) => key.startsWith(start));
  }
}

const result = (p: number, reply: FunctionReply): WriteResult => (reply.ok ? 'ok' : { refused: partitionState(p, reply.fields) });
