import { isTexts, savedStore } from '../state/saved.ts';

/** Names of the saved filters that alert their owner. */
export const watched = savedStore<readonly string[]>('watched', [], isTexts);

export const watchFilter = (name: string, on: boolean): void => {
  watched.update((all) => (on ? [...all.filter((other) => other !== name), name] : all.filter((other) => other !== name)));
};
