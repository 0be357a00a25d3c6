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

/** What a user does: types into the filter, presses a key of the page, opens a row, scrolls. */
export type Interaction = 'typing' | 'key' | 'click' | 'scroll';

/** What the page's own clock collected; see `watchFrames`. */
interface Watch {
  frames: number[];
  interactions: { name: Interaction; duration: number }[];
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

/**
 * From now on the page notes the time between frames, and from each key, click and turn of the wheel to the frame that shows
 * its effect: keys and clicks above 16 ms by the browser's event timing, which knows no wheel, so that is taken by hand.
 */
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
      for (const entry of list.getEntries() as PerformanceEventTiming[]) {
        if (entry.name === 'click') watch.interactions.push({ name: 'click', duration: entry.duration });
        if (entry.name === 'keydown') watch.interactions.push({ name: entry.target instanceof HTMLInputElement ? 'typing' : 'key', duration: entry.duration });
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    const drawn = new MessageChannel();
    const turned: number[] = [];
    drawn.port1.onmessage = () => { watch.interactions.push(...turned.splice(0).map((at) => ({ name: 'scroll' as const, duration: performance.now() - at }))); };
    addEventListener('wheel', ({ timeStamp }) => {
      turned.push(timeStamp);
      // After the scrolling's own frame callbacks, and that frame's layout.
      requestAnimationFrame(() => { drawn.port2.postMessage(undefined); });
    }, { passive: true, capture: true });
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
