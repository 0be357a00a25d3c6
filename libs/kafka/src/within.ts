/** Waits for work to end, well or badly, but not longer than so many milliseconds. Whether it ended. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => { resolve(false); }, ms);
  });
  const done = work.then(() => true, () => true);
  const ended = await Promise.race([done, late]);
  clearTimeout(timer);
  return ended;
}
