import type { Row } from '@tapewire/contracts';
import { useEffect, useState } from 'react';
import { type Print, printReader } from '../tape/print.ts';

/** What was asked of the gateway: not there yet, there, or why not. */
export type Asked = { readonly state: 'asking' } | { readonly state: 'there'; readonly prints: readonly Print[] } | { readonly state: 'failed'; readonly why: string };

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Asks for prints once for each key. */
export function useRows(key: string, ask: () => Promise<Table>): Asked {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly asked: Asked }>();
  useEffect(() => {
    let current = true;
    const set = (asked: Asked): void => { if (current) setAnswer({ key, asked }); };
    ask().then(
      ({ columns, rows }) => { set({ state: 'there', prints: rows.map(printReader(columns)) }); },
      (failure: unknown) => { set({ state: 'failed', why: failure instanceof Error ? failure.message : String(failure) }); },
    );
    return () => { current = false; };
    // The key says what is asked; the function is new on every rendering.
  }, [key]);
  return answer?.key === key ? answer.asked : { state: 'asking' };
}
