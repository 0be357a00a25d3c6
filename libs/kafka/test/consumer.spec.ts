import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TapewireError } from '@tapewire/contracts';
import { eventually, localKafka } from '@tapewire/testkit';
import { Bench, MemoryStage, PARTITIONS, upTo } from './bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(await localKafka());
});
afterEach(() => bench.close());

const all = upTo(PARTITIONS);
const accepted = (stage: MemoryStage, p: number, count: number): Promise<void> =>
  eventually(() => { expect(stage.accepted.get(p)).toEqual(upTo(count)); });
/** What the stage was asked to do with one partition, in order. */
const callsOf = (stage: MemoryStage, p: number): (string | undefined)[] =>
  stage.calls.map((call) => call.split(' ')).filter(([, of]) => of === String(p)).map(([what]) => what);

describe('PartitionConsumer on a real Kafka', () => {
  it('hands over every record of every partition once, in order, in bounded batches', async () => {
    await Promise.all(all.map((p) => bench.write(p, 5000)));
    const stage = new MemoryStage();
    let largest = 0;
    stage.failOn = (_p, records) => { largest = Math.max(largest, records.length); };
    const consumer = await bench.consume(stage, { maxBatch: 100, maxQueued: 300 });
    for (const p of all) await accepted(stage, p, 5000);
    expect(largest).toBe(100);
    expect(consumer.status()).toMatchObject({ joined: true, caughtUp: true });
    expect(consumer.notReady()).toBeUndefined();
  });

  it('is not ready before it has caught up, and says how far it is behind', async () => {
    await bench.write(0, 50);
    const stage = new MemoryStage();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { letGo = resolve; });
    stage.failOn = () => held;
    const consumer = await bench.consume(stage);
    expect(consumer.notReady()).toBe('not a member of the consumer group');
    await eventually(() => { expect(consumer.notReady()).toBe(`${bench.topic}/0 is 50 records behind`); });
    letGo();
    await eventually(() => { expect(consumer.notReady()).toBeUndefined(); });
  });

  it('loads the partition again after a failed batch and goes on from what was accepted', async () => {
    await bench.write(1, 500);
    const stage = new MemoryStage();
    let failures = 0;
    stage.failOn = (_p, records) => {
      if (records.some(({ offset }) => offset === 250) && failures++ < 2) throw new TapewireError('KAFKA_UNAVAILABLE', 'no leader');
    };
    await bench.consume(stage, { maxBatch: 50 });
    await accepted(stage, 1, 500);
    // A group that joins again on a busy machine loads it once more, which is right too.
    expect(callsOf(stage, 1).slice(0, 5)).toEqual(['open', 'drop', 'open', 'drop', 'open']);
  });

  it('stops a partition for an error that no repetition cures, and lets the others go on', async () => {
    await Promise.all(all.map((p) => bench.write(p, 20)));
    const stage = new MemoryStage();
    stage.failOn = (p) => {
      if (p === 1) throw new TapewireError('HOLE_IN_POSITIONS', 'position 7 is missing');
    };
    const consumer = await bench.consume(stage);
    await accepted(stage, 0, 20);
    await accepted(stage, 2, 20);
    await eventually(() => { expect(consumer.notReady()).toBe(`${bench.topic}/1 is stopped: position 7 is missing`); });
    expect(stage.accepted.get(1)).toBeUndefined();
  });

  it('never processes a batch that does not begin where it should, as after a log was cut behind its back', async () => {
    await bench.write(0, 100);
    const stage = new MemoryStage();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { letGo = resolve; });
    stage.failOn = (_p, records) => (records.some(({ offset }) => offset < 50) ? undefined : held);
    await bench.consume(stage, { maxBatch: 50, maxQueued: 10 });
    await eventually(() => { expect(stage.accepted.get(0)).toHaveLength(50); });
    await bench.write(0, 100, 100);
    await bench.admin.emptyTopic(bench.topic);
    await bench.write(0, 10, 200);
    letGo();
    // The stage asks for 100, the log begins at 200: the batch is refused and the partition loaded, again and again.
    await eventually(() => { expect(stage.calls.filter((call) => call === 'open 0').length).toBeGreaterThan(2); });
    expect(stage.accepted.get(0)).toEqual(upTo(100));
  });

  it('gives a member that comes its share, and neither loses nor repeats a record on the way', async () => {
    const stage = new MemoryStage();
    const first = await bench.consume(stage);
    await eventually(() => { expect(first.status().partitions).toHaveLength(PARTITIONS); });
    await Promise.all(all.map((p) => bench.write(p, 300)));
    const second = await bench.consume(stage);
    await Promise.all(all.map((p) => bench.write(p, 300, 300)));
    await eventually(() => {
      expect([first, second].map((c) => c.status().partitions.length).sort()).toEqual([1, 2]);
    });
    for (const p of all) await accepted(stage, p, 600);
    await bench.stop(second);
    await Promise.all(all.map((p) => bench.write(p, 100, 600)));
    for (const p of all) await accepted(stage, p, 700);
  });

  it('drops and loads the partitions it keeps when the group joins again', async () => {
    const stage = new MemoryStage();
    const first = await bench.consume(stage);
    await eventually(() => { expect(first.status()).toMatchObject({ joined: true, caughtUp: true }); });
    const kept = first.status().partitions.map(({ p }) => p);
    const second = await bench.consume(new MemoryStage());
    await eventually(() => { expect(second.status().partitions).toHaveLength(1); });
    await eventually(() => {
      const still = first.status().partitions.map(({ p }) => p);
      expect(still).toHaveLength(2);
      expect(kept).toEqual(expect.arrayContaining(still));
      for (const p of still) expect(callsOf(stage, p).slice(0, 3)).toEqual(['open', 'drop', 'open']);
    });
  });

  it('lets work in flight end and releases its partitions before it leaves', async () => {
    await bench.write(0, 10);
    const stage = new MemoryStage();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { letGo = resolve; });
    let inFlight = false;
    stage.failOn = () => { inFlight = true; return held; };
    const consumer = await bench.consume(stage);
    await eventually(() => { expect(inFlight).toBe(true); });
    const stopped = bench.stop(consumer);
    letGo();
    await stopped;
    expect(stage.accepted.get(0)).toEqual(upTo(10));
    expect(callsOf(stage, 0).slice(-2)).toEqual(['release', 'drop']);
    expect(await bench.admin.groupMembers(bench.names.group('test'))).toEqual([]);
  });
});

describe('a load that is overtaken by a rejoin', () => {
  it('leaves nothing behind and never overlaps with the next', async () => {
    const stage = new MemoryStage();
    const open = stage.open.bind(stage);
    let loading = 0;
    let most = 0;
    let hold: Promise<void> | undefined;
    let letGo: () => void = () => undefined;
    const slow = Object.assign(stage, {
      open: async (p: number) => {
        most = Math.max(most, p === 0 ? ++loading : 0);
        await hold;
        if (p === 0) loading -= 1;
        return open(p);
      },
    });
    hold = new Promise((resolve) => { letGo = resolve; });
    const first = await bench.consume(slow);
    await eventually(() => { expect(loading).toBe(1); });
    const second = await bench.consume(new MemoryStage());
    await eventually(() => { expect(second.status().partitions).toHaveLength(1); });
    await eventually(() => { expect(first.status().partitions).toHaveLength(2); });
    hold = undefined;
    letGo();
    await eventually(() => { expect(first.status().caughtUp).toBe(true); });
    expect(most).toBe(1);
    const opened = stage.calls.filter((call) => call.startsWith('open')).length;
    const dropped = stage.calls.filter((call) => call.startsWith('drop')).length;
    expect(opened - first.status().partitions.length).toBeLessThanOrEqual(dropped);
  });
});
