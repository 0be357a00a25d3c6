import { parseSymbol } from '@tapewire/market';
import type { ReactNode } from 'react';
import { expiration, strike } from '../tape/format.ts';

/** A contract as the tape writes it, and how often it was hit. */
export function ContractName({ contract, prints }: { readonly contract: string; readonly prints: number }): ReactNode {
  const parsed = parseSymbol(contract);
  if (parsed === undefined) return <b>{contract}</b>;
  const { underlying, exp, right } = parsed;
  return (
    <b className="contract-name">
      <span>{underlying} {strike(parsed.strike)}</span> <span className={`right ${right === 'C' ? 'call' : 'put'}`}>{right}</span> <small>{expiration(exp, null)} · {prints}×</small>
    </b>
  );
}
