import { useSyncExternalStore } from 'react';

const query = matchMedia('(max-width: 640px)');

const subscribe = (listener: () => void): (() => void) => {
  query.addEventListener('change', listener);
  return () => { query.removeEventListener('change', listener); };
};

/** Whether the page is as narrow as a phone. */
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
