import { Store } from './store.ts';

/** Reads a stored value; what does not pass the check is as if it had never been saved. */
export function read<T>(key: string, fallback: T, isValid: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(`tapewire.${key}`) ?? 'null');
    return isValid(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

/** A store that remembers its value in this browser. */
export function savedStore<T>(key: string, fallback: T, isValid: (value: unknown) => value is T): Store<T> {
  const store = new Store(read(key, fallback, isValid));
  store.subscribe(() => {
    try {
      localStorage.setItem(`tapewire.${key}`, JSON.stringify(store.get()));
    } catch {
      // A full or forbidden storage costs the memory of a setting, nothing else.
    }
  });
  return store;
}

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
