import type { Trade } from '@tapewire/contracts';
import { expirationType } from './calendar/expirations.ts';
import type { TradedContract } from './state/contract-book.ts';

type ContractFields = Required<Pick<Trade, 'contract' | 'underlying' | 'root' | 'exp' | 'right' | 'strike' | 'expType' | 'settle'>>;

/** The fields of a row that follow from its contract, `dte` days before it expires. */
export const contractFields = (contract: TradedContract, dte: number): ContractFields => ({
  contract: contract.contract,
  underlying: contract.underlying,
  root: contract.root,
  exp: contract.exp,
  right: contract.right,
  strike: contract.strike,
  expType: expirationType(contract.expKind, dte),
  settle: contract.settle,
});
