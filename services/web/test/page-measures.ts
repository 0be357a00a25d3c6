import type { CDPSession, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly dur?: number;
  /** CPU time of the thread, which other processes on the machine don't lengthen. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

/** What the page's own clock collected; see `watchFrames`. */
interface Watch {
  frames: number[];
  interactions: { name: string; duration: number }[];
}

export const percentile = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;

/** CPU time of the tasks of the pages' main threads, milliseconds, from the browser's own tracing. */
export async function traceTasks(page: Page, during: () => Promise<unknown>): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => { events.push(...(value as unknown as TraceEvent[])); });
  await session.send('Tracing.start', { categories: 'devtools.timeline,disabled-by-default-devtools.timeline', transferMode: 'ReportEvents' });
  await during();
  const done = new Promise<void>((resolve) => { session.once('Tracing.tracingComplete', () => { resolve(); }); });
  await session.send('Tracing.end');
  await done;
  await session.detach();
  const main = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  return events.filter(({ name, pid, tid }) => name === 'RunTask' && main.has(`${pid} ${tid}`)).map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000);
}

/** From now on the page notes the time between frames, and from each key or click to the frame that shows its effect. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch: Watch = { frames: [], interactions: [] };
    Object.assign(globalThis, { watch });
    let last = performance.now();
    const next = (now: number): void => {
      watch.frames.push(now - last);
      last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown' || name === 'click') watch.interactions.push({ name, duration });
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
}

/** What was collected since the last time. */
export const takeWatch = (page: Page): Promise<Watch> =>
  page.evaluate(() => {
    const { watch } = globalThis as unknown as { watch: Watch };
    return { frames: watch.frames.splice(0), interactions: watch.interactions.splice(0) };
  });

/** Bytes of JavaScript objects that are still in use. */
export async function heapInUse(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}
